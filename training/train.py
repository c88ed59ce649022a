"""Train the reader: several corpora, one network.

    python -m training.train OUT.pt [--encoder WARM.pt]

Every step takes a batch of one task. What each task teaches: `reading` triggers, types, statuses, roles, kinds of source;
`attribution` spans of source, cue and content; `factuality` whether things happened; `relation` the act between two
marked parties. The shipped weights are the running mean of the last ones (Polyak averaging).
"""
from __future__ import annotations

import argparse
import copy
import random
import shutil
import time
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from dragoman.model import TYPES
from dragoman.reading.heads import CLASSES, LAYERS, ROLES
from training.augment import swapped
from training.corpora import corpus, lines, unlabelled
from training.crf import negative_log_likelihood
from training.encoder import Encoder, carried_weights
from training.examples import Party, Text, annotated, cut, other_tasks, readings, relations_of_statements
from training.network import Network
from training.sizes import HELD_OUT
from training.tokens import Tokens, batches, pad
from training.vocabulary import pruned

LENGTH = 224
EPOCHS = {"reading": 6.0, "attribution": 2.0, "factuality": 0.5, "relation": 5.0, "stated": 0.8}
SWAP = 0.4
"""Share of annotated texts that an epoch reads with other countries in them."""

HIDE = 0.06
"""Share of an annotated text's tokens that are masked, as a guard against learning texts by heart."""


def bio(length: int, spans) -> list[int]:
    out = [0] * length
    for a, b in spans:
        out[a] = 1
        for i in range(a + 1, b):
            out[i] = 2
    return out


def tensors(batch: list[Text]):
    ids = pad([t.encoded.ids for t in batch])
    cases = pad([t.encoded.cases for t in batch])
    mask = pad([[1] * len(t.ids) for t in batch]).bool()
    return ids, cases, mask


def tagging(logits: torch.Tensor, gold: torch.Tensor, weight: torch.Tensor | None = None) -> torch.Tensor:
    """Cross entropy over tags; padding is -1."""
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]).float(), gold.reshape(-1), ignore_index=-1, weight=weight)


def reading_loss(net: Network, batch: list[Text], mask_id: int, first_word: int, smooth: float = 0.05) -> dict[str, torch.Tensor]:
    ids, cases, mask = tensors(batch)
    ids = torch.where((torch.rand(ids.shape) < HIDE) & (ids >= first_word), mask_id, ids)
    hidden, trigger, _, kind = net(ids, cases, mask)
    width = ids.shape[1]
    gold = pad([bio(len(t.ids), [x.span for x in t.triggers]) for t in batch], -1)
    loss = {"trigger": tagging(trigger, gold)}
    picked = [(b, x) for b, t in enumerate(batch) for x in t.triggers]
    if picked:
        row = torch.tensor([b for b, _ in picked])
        first = torch.tensor([x.span[0] for _, x in picked])
        last = torch.tensor([x.span[1] - 1 for _, x in picked])
        types, statuses, today, roles = net.heads(hidden, row, first, last)
        loss["type"] = F.cross_entropy(types.float(), torch.tensor([x.type for _, x in picked]), label_smoothing=smooth)
        loss["status"] = F.cross_entropy(statuses.float(), torch.tensor([x.status for _, x in picked]), label_smoothing=smooth)
        undated = torch.tensor([not x.roles["when"] for _, x in picked])
        if undated.any():
            now = torch.tensor([float(x.today) for _, x in picked])
            loss["today"] = 0.3 * F.binary_cross_entropy_with_logits(today.float()[undated], now[undated])
        want = torch.full((len(picked), width, len(ROLES)), -1)
        for i, (b, x) in enumerate(picked):
            n = len(batch[b].ids)
            for r, name in enumerate(ROLES):
                want[i, :n, r] = torch.tensor(bio(n, x.roles[name]))
        # a mean over all tokens would let the many that play no role drown the few that do: sum over a trigger's tokens
        each = F.cross_entropy(roles.permute(0, 3, 1, 2).float(), want, ignore_index=-1, reduction="none")
        loss["roles"] = each.sum((1, 2)).mean() / 12
    kinds = [(b, i, k) for b, t in enumerate(batch) for (s, e), k in t.kinds for i in range(s, e)]
    if kinds:
        b, i, k = (torch.tensor(c) for c in zip(*kinds, strict=True))
        loss["kind"] = 0.3 * F.cross_entropy(kind[b, i].float(), k)
    sides = [(b, p) for b, t in enumerate(batch) for p in t.parties]
    if sides:
        loss["side"] = side_loss(net, hidden, batch, sides)
    return loss


def side_loss(net: Network, hidden: torch.Tensor, batch: list[Text], sides: list[tuple[int, Party]]) -> torch.Tensor:
    """Minus the log probability of all names and classes that have a party's code (marginal likelihood)."""
    row, first, last = (torch.tensor(c) for c in zip(*[(b, p.span[0], p.span[1] - 1) for b, p in sides], strict=True))
    scores, classes = net.allegiance(hidden, row, first, last)
    most = max(len(t.names) for t in batch)
    at = torch.zeros(len(sides), most, dtype=torch.long)
    allowed, right = torch.zeros(2, len(sides), most + len(CLASSES), dtype=torch.bool)
    allowed[:, most:] = True
    for i, (b, p) in enumerate(sides):
        names = batch[b].names
        at[i, :len(names)] = torch.tensor(names, dtype=torch.long)
        allowed[i, :len(names)] = True
        right[i, [*p.names, *(most + c for c in p.classes)]] = True
    logits = torch.cat([scores.gather(1, at), classes], 1).float().masked_fill(~allowed, -1e4)
    return 0.5 * (logits.logsumexp(1) - logits.masked_fill(~right, -1e4).logsumexp(1)).mean()


def attribution_loss(net: Network, batch: list[Text]) -> dict[str, torch.Tensor]:
    _, _, layers, _ = net(*tensors(batch))
    gold = [pad([bio(len(t.ids), t.layers[name]) for t in batch], -1) for name in LAYERS]
    chain = negative_log_likelihood(layers.transpose(1, 2).flatten(0, 1), torch.stack(gold, 1).flatten(0, 1), net.moves.repeat(len(batch), 1, 1))
    return {"chain": 3 * chain, **{name: 0.3 * tagging(layers[:, :, k], gold[k]) for k, name in enumerate(LAYERS)}}


def factuality_loss(net: Network, batch: list[Text]) -> dict[str, torch.Tensor]:
    hidden = net.encoder(*tensors(batch))
    b, i, y = (torch.tensor(c) for c in zip(*[(b, i, y) for b, t in enumerate(batch) for i, y in t.facts], strict=True))
    return {"fact": 0.3 * F.smooth_l1_loss(net.fact(hidden[b, i]).float().squeeze(-1), y)}


def either(logits: torch.Tensor, allowed: torch.Tensor, smooth: float = 0.0) -> torch.Tensor:
    """Minus the log probability that the class is one of those allowed, mean over rows; the loss of a label that is a choice.

    Logits and allowed (bool) are (rows, classes). `smooth` is the share of label smoothing, spread over all classes.
    """
    logs = logits.float().log_softmax(-1)
    return -((1 - smooth) * logs.masked_fill(~allowed, -torch.inf).logsumexp(-1) + smooth * logs.mean(-1)).mean()


def roots(net: Network, batch: list[Text]) -> torch.Tensor:
    """Logits of the act between the parties of relation examples, (rows, 16)."""
    ids, cases, mask = tensors(batch)
    hidden = net.encoder(ids, cases, mask)
    return net.relate(hidden, mask.to(hidden.dtype), torch.tensor([t.relation[0] for t in batch]), torch.tensor([t.relation[1] for t in batch]))


def relation_loss(net: Network, batch: list[Text], smooth: float = 0.0) -> dict[str, torch.Tensor]:
    allowed = torch.tensor([[k in t.relation[2] for k in range(len(TYPES))] for t in batch])
    return {"relation": 0.5 * either(roots(net, batch), allowed, smooth)}


LOSSES = {"attribution": attribution_loss, "factuality": factuality_loss, "relation": relation_loss}


@torch.no_grad()
def glance(net: Network, dev: list[Text]) -> str:
    """Quick figures on the silver dev part: trigger F1 by exact tokens, type, status and role accuracy on gold triggers."""
    net.eval()
    hit = gold_n = pred_n = types_ok = status_ok = n = 0
    roles = {r: [0, 0, 0] for r in ROLES}
    for batch in batches(dev, 4096, None):
        ids, cases, mask = tensors(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden, trigger, _, _ = net(ids, cases, mask)
            picked = [(b, x) for b, t in enumerate(batch) for x in t.triggers]
            if picked:
                row, first, last = (torch.tensor(c) for c in zip(*[(b, x.span[0], x.span[1] - 1) for b, x in picked], strict=True))
                types, statuses, _, tags = net.heads(hidden, row, first, last)
        begun = trigger.argmax(-1)
        for b, t in enumerate(batch):
            p = {i for i in range(len(t.ids)) if begun[b, i] == 1}
            g = {x.span[0] for x in t.triggers}
            hit, gold_n, pred_n = hit + len(p & g), gold_n + len(g), pred_n + len(p)
        if picked:
            n += len(picked)
            types_ok += sum(int(types[i].argmax() == x.type) for i, (_, x) in enumerate(picked))
            status_ok += sum(int(statuses[i].argmax() == x.status) for i, (_, x) in enumerate(picked))
            best = tags.argmax(-1)
            for i, (b, x) in enumerate(picked):
                for r, name in enumerate(ROLES):
                    p = {j for j in range(len(batch[b].ids)) if best[i, j, r] == 1}
                    g = {s for s, _ in x.roles[name]}
                    c = roles[name]
                    c[0], c[1], c[2] = c[0] + len(p & g), c[1] + len(g), c[2] + len(p)
    net.train()
    f = 2 * hit / max(1, gold_n + pred_n)
    return f"trigger {f:.3f} type {types_ok / n:.3f} status {status_ok / n:.3f} " + " ".join(
        f"{r} {2 * a / max(1, g + p):.3f}" for r, (a, g, p) in roles.items())


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("--encoder", help="encoder weights to start from (training.warmup makes them)")
    ap.add_argument("--mpnet", type=int, metavar="LAYERS", help="start from so many layers of MPNet-base")
    ap.add_argument("--least", type=int, default=0, help="drop word pieces that our texts hold fewer times (training.vocabulary)")
    ap.add_argument("--start", help="go on from weights that this program wrote")
    ap.add_argument("--minutes", type=float, help="stop by then, the learning rate falling with time (Li et al. 2020) where that is faster than with steps")
    ap.add_argument("--flat", action="store_true", help="let the learning rate not fall: a first leg that another goes on from with --start")
    ap.add_argument("--without", nargs="*", default=[p.name for p in HELD_OUT], help="files of training/data to leave out")
    ap.add_argument("--extra", default=str(Path(__file__).parent / "data"))
    ap.add_argument("--rate", type=float, default=1.5e-4)
    ap.add_argument("--head-rate", type=float, default=1e-3)
    ap.add_argument("--budget", type=int, default=2048, help="tokens a batch")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--scale", type=float, default=1.0, help="of every task's epochs")
    ap.add_argument("--epochs", nargs="*", default=[], metavar="TASK=N", help="`stated`: relations of annotated statements")
    ap.add_argument("--marks", action="store_true", help="put marks around the parties of relations; export with --marks as well")
    a = ap.parse_args()
    epochs = EPOCHS | {k: float(v) for k, v in (e.split("=") for e in a.epochs)}
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    annotated_lines = readings(Path(a.extra), a.without)
    out = Path(a.out)
    vocabulary = out.with_suffix(".tokenizer.json")
    kept = None
    given = Path(a.start).with_suffix(".tokenizer.json") if a.start else carried_weights() / "tokenizer.json"
    if a.least:
        kept = pruned(given, [*unlabelled(), *(d["text"] for d in annotated_lines)], vocabulary, a.least)
        print(len(kept), "word pieces", flush=True)
    else:
        shutil.copy(given, vocabulary)
    tokens = Tokens(vocabulary, LENGTH)
    marks = tokens.marks if a.marks else ()
    tasks = other_tasks(tokens, marks)
    if epochs.get("stated"):
        tasks["stated"] = relations_of_statements(annotated_lines, tokens, marks)
    losses = {**LOSSES, "reading": partial(reading_loss, mask_id=tokens.mask_id, first_word=tokens.tokenizer.token_to_id("a"))}
    dev = [annotated(d, tokens) for d in lines(corpus() / "silver" / "dev.jsonl")]
    if a.start:
        net = Network.trained(a.start)
    else:
        encoder = Encoder.mpnet(a.mpnet) if a.mpnet else Encoder.carried()
        if a.encoder:
            encoder.load_state_dict(torch.load(a.encoder, weights_only=True))
        net = Network(encoder)
    if kept is not None:
        net.encoder.keep(kept)
    plan: list[list[Text]] = []
    for task, n in epochs.items():
        left = n * a.scale
        while left > 0:
            items = tasks.get(task) or [x for d in annotated_lines for x in cut(swapped(d, rng) if rng.random() < SWAP else d, tokens)]
            plan += list(batches(items if left >= 1 else rng.sample(items, int(left * len(items))), a.budget, rng))
            left -= 1
        print(task, len(items), "texts", sum(len(x.triggers) for x in items), "triggers", flush=True)
    rng.shuffle(plan)
    old = [p for n, p in net.named_parameters() if n.startswith("encoder.")]
    new = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    opt = torch.optim.AdamW([{"params": old, "lr": a.rate}, {"params": new, "lr": a.head_rate}], betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    peaks = [a.rate, a.head_rate]
    mean = copy.deepcopy(net)
    start = time.time()
    shown: dict[str, float] = {}
    net.train()
    for step, batch in enumerate(plan):
        done = max(step / len(plan), (time.time() - start) / 60 / a.minutes if a.minutes else 0.0)
        pace = min(1.0, (step + 1) / 150) * (1.0 if a.flat else max(0.0, 1 - done))
        last = step == len(plan) - 1 or done >= 1
        for g, peak in zip(opt.param_groups, peaks, strict=True):
            g["lr"] = peak * pace
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = losses[batch[0].task](net, batch)
        opt.zero_grad(set_to_none=True)
        sum(loss.values()).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        keep = min(0.99, (step + 1) / (step + 20))
        with torch.no_grad():
            for p, q in zip(mean.parameters(), net.parameters(), strict=True) if step % 5 == 0 else ():
                p.lerp_(q, 1 - keep)
        for k, v in loss.items():
            shown[k] = 0.97 * shown.get(k, v.item()) + 0.03 * v.item()
        if step % 50 == 0 or last:
            left = (time.time() - start) / (step + 1) * (len(plan) - step - 1)
            print(f"{step}/{len(plan)} {left / 60:.0f} min left  " + " ".join(f"{k} {v:.3f}" for k, v in shown.items()), flush=True)
        if step % 500 == 499 or last:
            print("dev:", glance(mean, dev), flush=True)
            torch.save(mean.state_dict(), a.out)
        if last:
            break


if __name__ == "__main__":
    main()
