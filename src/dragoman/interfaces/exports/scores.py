"""PLOVER's conflict-cooperation scores of its types (manual draft 1.3, table 2.2, page 8).

They are means of CAMEO's, after Goldstein (1992), weighted by how often each code occurs.
"""
from __future__ import annotations

SCORES = {"ASSAULT": -9.3, "COERCE": -7.2, "PROTEST": -6.6, "MOBILIZE": -5.3, "SANCTION": -5.2, "THREATEN": -5.1, "REQUEST": -5.0, "REJECT": -4.2,
          "ACCUSE": -2.0, "CONSULT": 2.1, "AGREE": 4.2, "SUPPORT": 4.6, "CONCEDE": 5.0, "COOPERATE": 6.8, "AID": 7.4, "RETREAT": 7.6}
"""-10 to 10, cooperation positive."""
