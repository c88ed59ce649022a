"""The reader's network: one encoder, heads that tag tokens, and heads that answer for a trigger.

Two graphs come out of it. The first maps tokens to hidden states and to labels that need no trigger (triggers,
attribution spans, kind of source). The second takes triggers found in the first one's labels and gives their type and
status, and for every token of the paragraph its role towards the trigger.
"""
from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from dragoman.model import KINDS, STATUSES, TYPES
from dragoman.reading.heads import BUCKETS, CLASSES, LAYERS, ROLES
from training.encoder import Encoder

HALF = BUCKETS // 2


def bucket(gap: torch.Tensor) -> torch.Tensor:
    """Signed token distance to a class: exact up to 4, then by powers of about 1.6."""
    size = gap.abs()
    far = 5 + torch.floor(torch.log(size.clamp(min=5).float() / 5) / 0.47).long()
    return (torch.where(size < 5, size, far).clamp(max=HALF - 1) + torch.where(gap < 0, HALF, 0))


def average(rows: torch.Tensor, first: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    """Mean state of tokens `first` to `last` (inclusive) of each row: (spans, tokens, width) to (spans, width)."""
    where = torch.arange(rows.shape[1], device=rows.device)[None, :]
    inside = ((where >= first[:, None]) & (where <= last[:, None])).to(rows.dtype)
    return (rows * inside[:, :, None]).sum(1) / inside.sum(1, keepdim=True)


def summary(hidden: torch.Tensor, row: torch.Tensor, first: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    """What stands for a span: its first state, its last and their mean, (spans, 3 * width)."""
    return torch.cat([hidden[row, first], hidden[row, last], average(hidden[row], first, last)], -1)


def gaps(hidden: torch.Tensor, first: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    """Signed distance in tokens of every token to a span, 0 inside it, (spans, tokens)."""
    where = torch.arange(hidden.shape[1], device=hidden.device)[None, :]
    return torch.where(where < first[:, None], where - first[:, None], torch.where(where > last[:, None], where - last[:, None], 0))


class Heads(nn.Module):
    """Answers for triggers. Inputs: hidden (rows, tokens, width); row, first, last: (triggers,), `last` inclusive."""

    def __init__(self, width: int, inner: int = 256):
        super().__init__()
        self.trunk = nn.Linear(3 * width, width)
        self.act = nn.Linear(width, len(TYPES))
        self.status = nn.Linear(width, len(STATUSES))
        self.today = nn.Linear(width, 1)
        self.token = nn.Linear(width, inner)
        self.token_gate = nn.Linear(width, inner)
        self.event = nn.Linear(width, inner)
        self.event_gate = nn.Linear(width, inner)
        self.distance = nn.Embedding(BUCKETS, inner)
        self.roles = nn.Linear(inner, 3 * len(ROLES))
        self.drop = nn.Dropout(0.1)

    def forward(self, hidden, row, first, last):
        g = F.gelu(self.trunk(self.drop(summary(hidden, row, first, last))))
        token, gate = self.token(hidden)[row], self.token_gate(hidden)[row]
        phi = F.gelu(token + self.event(g)[:, None] + gate * self.event_gate(g)[:, None] + self.distance(bucket(gaps(hidden, first, last))))
        g = self.drop(g)
        roles = self.roles(self.drop(phi))
        return self.act(g), self.status(g), self.today(g).squeeze(-1), roles.view(*roles.shape[:2], len(ROLES), 3)


class Allegiance(nn.Module):
    """Which name in the text tells whose side a party is on: *civilians* in a report of strikes on Gaza, *he*, *the two leaders*.

    A pointer from a party's words to the names with a code (Vinyals et al. 2015), or to one of CLASSES. Inputs as for Heads;
    scores of tokens (parties, tokens) and of classes (parties, classes) share one softmax over the names' first tokens and the classes.
    """

    def __init__(self, width: int, inner: int = 256):
        super().__init__()
        self.party = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(0.1))
        self.query = nn.Linear(width, inner)
        self.key = nn.Linear(width, inner)
        self.distance = nn.Embedding(BUCKETS, 1)
        self.classes = nn.Linear(width, len(CLASSES))
        nn.init.zeros_(self.distance.weight)

    def forward(self, hidden, row, first, last):
        g = self.party(summary(hidden, row, first, last))
        keys = self.key(hidden)[row]
        scores = (self.query(g)[:, None] * keys).sum(-1) / 16 + self.distance(bucket(gaps(hidden, first, last))).squeeze(-1)
        return scores, self.classes(g)


class Network(nn.Module):
    def __init__(self, encoder: Encoder):
        super().__init__()
        w = encoder.width
        self.encoder = encoder
        self.trigger = nn.Sequential(nn.Linear(w, w), nn.GELU(), nn.Dropout(0.1), nn.Linear(w, 3))
        self.layers = nn.Sequential(nn.Linear(w, w), nn.GELU(), nn.Dropout(0.1), nn.Linear(w, 3 * len(LAYERS)))
        self.moves = nn.Parameter(torch.zeros(len(LAYERS), 3, 3))
        self.kind = nn.Linear(w, len(KINDS))
        self.heads = Heads(w)
        self.allegiance = Allegiance(w)
        self.fact = nn.Linear(w, 1)
        self.relation = nn.Sequential(nn.Linear(5 * w, w), nn.GELU(), nn.Dropout(0.1), nn.Linear(w, len(TYPES)))

    @classmethod
    def trained(cls, path: str | Path) -> Network:
        """The network whose weights training wrote; its shape is read off them."""
        state = torch.load(path, weights_only=True, map_location="cpu")
        net = cls(Encoder.like({k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")}))
        net.load_state_dict(state)
        return net

    def forward(self, ids, cases, mask):
        """Hidden (rows, tokens, width), trigger (rows, tokens, 3: O B I), layers (rows, tokens, 3, 3), kind (rows, tokens, 6)."""
        hidden = self.encoder(ids, cases, mask)
        layers = self.layers(hidden)
        return hidden, self.trigger(hidden), layers.view(*layers.shape[:2], len(LAYERS), 3), self.kind(hidden)

    def relate(self, hidden, mask, actor, recipient):
        """PLOVER root (rows, 16) of the act between two marked spans, each (rows, 2) with an inclusive last token."""
        def mean(span):
            return average(hidden, span[:, 0], span[:, 1])

        between = torch.stack([torch.minimum(actor[:, 0], recipient[:, 0]), torch.maximum(actor[:, 1], recipient[:, 1])], 1)
        whole = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return self.relation(torch.cat([mean(actor), mean(recipient), mean(between), whole, hidden[:, 0]], -1))
