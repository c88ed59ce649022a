"""Names of what the encoder's heads give out; training and the shipped reader share them."""
from __future__ import annotations

ROLES = ("actor", "recipient", "source", "outer", "when", "where")
"""What a trigger's words link to. `source` is the innermost one that speaks; `outer` those it is told through."""

LAYERS = ("source", "cue", "content")
"""Attribution spans, tagged without regard to triggers (PolNeAR's three)."""

BUCKETS = 24
"""Classes of signed distance between a token and a trigger."""

CLASSES = ("UNK", "REB", "NGO", "MNC", "IGO", "UNO", "EUU", "NAT", "PSE")
"""Codes that a party may have without a name in the text that has them."""
