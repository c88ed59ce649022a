"""A batch of one task as arrays, and its loss: what each task teaches, from annotations and from teachers.

Arrays are made by processes that need no accelerator; `loss_of` takes them as tensors, wherever these lie.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch.nn import functional as F

from dragoman.model import TYPES
from dragoman.reading.heads import CLASSES, LAYERS, ROLES
from training.crf import negative_log_likelihood
from training.examples import Text
from training.network import Network

HIDE = 0.06
"""Share of an annotated text's tokens that are masked, as a guard against learning texts by heart."""

SURE = 0.25
"""Probability from which on the teachers' triggers are taught where nobody annotated."""

SHARE = 0.5
"""Of the loss on annotated texts, what the annotations weigh; the teachers weigh the rest."""

STATE = 0.3
"""Weight of the pupil's hidden states being like the first teacher's."""

Arrays = dict[str, np.ndarray]
Tensors = dict[str, torch.Tensor]


def bio(length: int, spans: Iterable[tuple[int, int]]) -> list[int]:
    """Tags OUT (0), BEGIN (1), INSIDE (2) of so many tokens."""
    out = [0] * length
    for a, b in spans:
        out[a] = 1
        for i in range(a + 1, b):
            out[i] = 2
    return out


def padded(rows: Sequence[Sequence[int]], width: int, value: int = 0) -> np.ndarray:
    """Rows of unlike length as (rows, width)."""
    out = np.full((len(rows), width), value, np.int64)
    for i, row in enumerate(rows):
        out[i, :len(row)] = row
    return out


def collated(batch: Sequence[Text]) -> Arrays:
    """A batch of one task as arrays; tokens are padded to a multiple of eight, which is what a GPU's attention asks for."""
    width = -(-max(len(t.ids) for t in batch) // 8) * 8
    out = {"ids": padded([t.ids for t in batch], width), "cases": padded([t.encoded.cases for t in batch], width),
           "mask": padded([[1] * len(t.ids) for t in batch], width).astype(bool)}
    if batch[0].task == "attribution":
        out["layers"] = np.stack([padded([bio(len(t.ids), t.layers[name]) for t in batch], width, -1) for name in LAYERS], 1)
    elif batch[0].task == "factuality":
        out["at"] = np.array([(b, i) for b, t in enumerate(batch) for i, _ in t.facts])
        out["fact"] = np.array([y for t in batch for _, y in t.facts], np.float32)
    elif batch[0].task == "relation":
        out["actor"], out["recipient"] = (np.array([t.relation[k] for t in batch]) for k in (0, 1))
        out["allowed"] = np.array([[k in t.relation[2] for k in range(len(TYPES))] for t in batch])
    elif batch[0].task == "reading":
        out["trigger"] = padded([bio(len(t.ids), [x.span for x in t.triggers]) for t in batch], width, -1)
        picked = [(b, x) for b, t in enumerate(batch) for x in t.triggers]
        out["row"] = np.array([b for b, _ in picked], np.int64)
        out["first"], out["last"] = np.array([x.span[0] for _, x in picked], np.int64), np.array([x.span[1] - 1 for _, x in picked], np.int64)
        out["type"], out["status"] = np.array([x.type for _, x in picked], np.int64), np.array([x.status for _, x in picked], np.int64)
        out["today"] = np.array([float(x.today) for _, x in picked], np.float32)
        out["undated"] = np.array([not x.roles["when"] for _, x in picked], bool)
        roles = np.full((len(picked), width, len(ROLES)), -1, np.int64)
        for i, (b, x) in enumerate(picked):
            for r, name in enumerate(ROLES):
                roles[i, :len(batch[b].ids), r] = bio(len(batch[b].ids), x.roles[name])
        out["roles"] = roles
        out["kind"] = np.array([(b, i, k) for b, t in enumerate(batch) for (s, e), k in t.kinds for i in range(s, e)], np.int64).reshape(-1, 3)
        sides = [(b, p) for b, t in enumerate(batch) for p in t.parties]
        most = max((len(t.names) for t in batch), default=0)
        out["side"] = np.array([(b, p.span[0], p.span[1] - 1) for b, p in sides], np.int64).reshape(-1, 3)
        at = np.zeros((len(sides), most), np.int64)
        allowed, right = np.zeros((2, len(sides), most + len(CLASSES)), bool)
        allowed[:, most:] = True
        for i, (b, p) in enumerate(sides):
            at[i, :len(batch[b].names)] = batch[b].names
            allowed[i, :len(batch[b].names)] = True
            right[i, [*p.names, *(most + c for c in p.classes)]] = True
        out |= {"side_at": at, "side_allowed": allowed, "side_right": right}
    return out


def soft(logits: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Cross entropy with what the teachers say, over the last axis, not summed up."""
    return -(taught * logits.float().log_softmax(-1)).sum(-1)


def either(logits: torch.Tensor, allowed: torch.Tensor, smooth: float = 0.0) -> torch.Tensor:
    """Minus the log probability that the class is one of those allowed, mean over rows; the loss of a label that is a choice.

    Logits and allowed (bool) are (rows, classes). `smooth` is the share of label smoothing, spread over all classes.
    """
    logs = logits.float().log_softmax(-1)
    return -((1 - smooth) * logs.masked_fill(~allowed, -torch.inf).logsumexp(-1) + smooth * logs.mean(-1)).mean()


class Teachers:
    """Several networks that answer as one: the mean of their probabilities. States are the hidden states of each."""

    def __init__(self, nets: Sequence[Network]) -> None:
        self._nets = [n.eval().requires_grad_(False) for n in nets]

    @torch.no_grad()
    def labels(self, ids: torch.Tensor, cases: torch.Tensor, mask: torch.Tensor) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor, torch.Tensor]:
        """States, and probabilities of trigger, layers and kind as Network gives them."""
        said = [net(ids, cases, mask) for net in self._nets]
        return [s[0] for s in said], *(_mean(s[k] for s in said) for k in (1, 2, 3))

    @torch.no_grad()
    def heads(self, states: Sequence[torch.Tensor], row: torch.Tensor, first: torch.Tensor, last: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Probabilities of type, status, today and roles as Heads gives them."""
        said = [net.heads(h, row, first, last) for net, h in zip(self._nets, states, strict=True)]
        return _mean(s[0] for s in said), _mean(s[1] for s in said), torch.stack([s[2].float().sigmoid() for s in said]).mean(0), _mean(s[3] for s in said)

    @torch.no_grad()
    def sides(self, states: Sequence[torch.Tensor], a: Tensors) -> torch.Tensor:
        return _mean(side_logits(net, h, a) for net, h in zip(self._nets, states, strict=True))

    @torch.no_grad()
    def roots(self, states: Sequence[torch.Tensor], a: Tensors) -> torch.Tensor:
        return _mean(root_logits(net, h, a) for net, h in zip(self._nets, states, strict=True))


def _mean(logits: Iterable[torch.Tensor]) -> torch.Tensor:
    return torch.stack([x.float().softmax(-1) for x in logits]).mean(0)


def side_logits(net: Network, hidden: torch.Tensor, a: Tensors) -> torch.Tensor:
    """Logits of the names and classes that may tell whose side each party is on, (parties, names + classes)."""
    scores, classes = net.allegiance(hidden, *a["side"].unbind(1))
    return torch.cat([scores.gather(1, a["side_at"]), classes], 1).float().masked_fill(~a["side_allowed"], -1e4)


def root_logits(net: Network, hidden: torch.Tensor, a: Tensors) -> torch.Tensor:
    """Logits of the act between the parties of relation examples, (rows, 16)."""
    return net.relate(hidden, a["mask"].to(hidden.dtype), a["actor"], a["recipient"])


def spans(trigger: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Row, first and last token of what teachers may take for a trigger; `trigger` (rows, tokens, 3) are probabilities."""
    width = trigger.shape[1]
    inside = trigger.argmax(-1) == 2
    where = torch.arange(width, device=trigger.device)[None].expand(inside.shape)
    ends = torch.where(inside, width, where).flip(1).cummin(1).values.flip(1)  # the next token that is not inside
    row, first = torch.nonzero(trigger[..., 1] > SURE, as_tuple=True)
    after = torch.cat([ends, ends.new_full((len(ends), 1), width)], 1)[row, first + 1]
    return row, first, after.clamp(max=width) - 1


def loss_of(net: Network, task: str, a: Tensors, mask_id: int = 0, first_word: int = 1 << 30, teachers: Teachers | None = None,
            smooth: float = 0.05) -> dict[str, torch.Tensor]:
    """Parts of the loss of a batch, whose sum is to fall. Words (ids from `first_word` on) of annotated texts are masked now and then (HIDE).

    A task `plain` has no annotations: it teaches what teachers say. `smooth` is the label smoothing of types and statuses.
    """
    ids, cases, mask = a["ids"], a["cases"], a["mask"]
    hidden_from = (torch.rand(ids.shape, device=ids.device) < HIDE) & (ids >= first_word) if task == "reading" else torch.zeros_like(mask)
    said = net(torch.where(hidden_from, mask_id, ids), cases, mask)
    told = {"reading": _reading, "attribution": _attribution, "factuality": _factuality, "relation": _relation}.get(task)
    loss = told(net, said, a, smooth) if told else {}
    if teachers is None or task == "factuality":
        return loss
    share = SHARE if told else 0.0
    return {k: share * v for k, v in loss.items()} | {f"t_{k}": (1 - share) * v for k, v in _taught(net, task, said, a, teachers).items()}


def _reading(net: Network, said: tuple[torch.Tensor, ...], a: Tensors, smooth: float) -> dict[str, torch.Tensor]:
    hidden, trigger, _, kind = said
    loss = {"trigger": F.cross_entropy(trigger.flatten(0, 1).float(), a["trigger"].flatten(), ignore_index=-1)}
    if len(a["row"]):
        types, statuses, today, roles = net.heads(hidden, a["row"], a["first"], a["last"])
        loss["type"] = F.cross_entropy(types.float(), a["type"], label_smoothing=smooth)
        loss["status"] = F.cross_entropy(statuses.float(), a["status"], label_smoothing=smooth)
        if a["undated"].any():
            loss["today"] = 0.3 * F.binary_cross_entropy_with_logits(today.float()[a["undated"]], a["today"][a["undated"]])
        # a mean over all tokens would let the many that play no role drown the few that do: sum over a trigger's tokens
        each = F.cross_entropy(roles.permute(0, 3, 1, 2).float(), a["roles"], ignore_index=-1, reduction="none")
        loss["roles"] = each.sum((1, 2)).mean() / 12
    if len(a["kind"]):
        b, i, k = a["kind"].unbind(1)
        loss["kind"] = 0.3 * F.cross_entropy(kind[b, i].float(), k)
    if len(a["side"]):
        # minus the log probability of all names and classes that have the party's code (marginal likelihood)
        logits = side_logits(net, hidden, a)
        loss["side"] = 0.5 * (logits.logsumexp(1) - logits.masked_fill(~a["side_right"], -1e4).logsumexp(1)).mean()
    return loss


def _attribution(net: Network, said: tuple[torch.Tensor, ...], a: Tensors, smooth: float) -> dict[str, torch.Tensor]:
    layers, gold = said[2], a["layers"]
    chain = negative_log_likelihood(layers.transpose(1, 2).flatten(0, 1), gold.flatten(0, 1), net.moves.repeat(len(gold), 1, 1))
    return {"chain": 3 * chain, **{name: 0.3 * F.cross_entropy(layers[:, :, k].flatten(0, 1).float(), gold[:, k].flatten(), ignore_index=-1)
                                   for k, name in enumerate(LAYERS)}}


def _factuality(net: Network, said: tuple[torch.Tensor, ...], a: Tensors, smooth: float) -> dict[str, torch.Tensor]:
    b, i = a["at"].unbind(1)
    return {"fact": 0.3 * F.smooth_l1_loss(net.fact(said[0][b, i]).float().squeeze(-1), a["fact"])}


def _relation(net: Network, said: tuple[torch.Tensor, ...], a: Tensors, smooth: float) -> dict[str, torch.Tensor]:
    return {"relation": 0.5 * either(root_logits(net, said[0], a), a["allowed"])}


def _taught(net: Network, task: str, said: tuple[torch.Tensor, ...], a: Tensors, teachers: Teachers) -> dict[str, torch.Tensor]:
    """What teachers say of a batch, in the weights that annotations have."""
    hidden, trigger, layers, kind = said
    mask = a["mask"]
    states, t_trigger, t_layers, t_kind = teachers.labels(a["ids"], a["cases"], mask)
    loss = {"state": STATE * (1 - F.cosine_similarity(hidden.float(), states[0].float(), dim=-1))[mask].mean()}
    if task == "relation":
        return loss | {"relation": 0.5 * soft(root_logits(net, hidden, a), teachers.roots(states, a)).mean()}
    loss["layers"] = (2.0 if task == "attribution" else 0.5) * soft(layers, t_layers)[mask].mean(0).sum()
    if task == "attribution":
        return loss
    loss["trigger"] = soft(trigger, t_trigger)[mask].mean()
    row, first, last = (a["row"], a["first"], a["last"]) if task == "reading" else spans(t_trigger)
    if len(row):
        types, statuses, today, roles = net.heads(hidden, row, first, last)
        t_types, t_statuses, t_today, t_roles = teachers.heads(states, row, first, last)
        loss |= {"type": soft(types, t_types).mean(), "status": soft(statuses, t_statuses).mean(),
                 "today": 0.3 * F.binary_cross_entropy_with_logits(today.float(), t_today),
                 "roles": (soft(roles, t_roles).sum(2) * mask[row]).sum(1).mean() / 12}
        speaks = torch.zeros(mask.shape, device=mask.device).index_put_((row,), 1 - t_roles[:, :, ROLES.index("source"), 0], accumulate=True) > 0.5
        if (speaks & mask).any():
            loss["kind"] = 0.3 * soft(kind, t_kind)[speaks & mask].mean()
    if task == "reading" and len(a["side"]):
        loss["side"] = 0.5 * soft(side_logits(net, hidden, a), teachers.sides(states, a)).mean()
    return loss
