"""Train the reader: several corpora, one network.

    python -m training.train OUT.pt [--encoder WARM.pt]

Every step takes a batch of one task. What each task teaches: `reading` triggers, types, statuses, roles, kinds of source;
`attribution` spans of source, cue and content; `factuality` whether things happened; `relation` the act between two
marked parties. The shipped weights are the running mean of the last ones (Polyak averaging).
"""
from __future__ import annotations

import argparse
import random
import shutil
import time
from pathlib import Path

import torch

from dragoman.reading.heads import ROLES
from training.annotations import annotations
from training.augment import swapped
from training.corpora import corpus, lines, unlabelled
from training.course import Course, halves, moved
from training.encoder import Encoder, carried_weights
from training.examples import Text, annotated, cut, other_tasks, readings, relations_of_statements
from training.losses import Teachers, collated
from training.network import Network
from training.sizes import HELD_OUT
from training.tokens import Tokens, batches
from training.vocabulary import pruned

LENGTH = 224
EPOCHS = {"reading": 6.0, "attribution": 2.0, "factuality": 0.5, "relation": 5.0, "stated": 0.8}
SWAP = 0.4
"""Share of annotated texts that an epoch reads with other countries in them."""


@torch.no_grad()
def glance(net: Network, dev: list[Text]) -> str:
    """Quick figures on the silver dev part: trigger F1 by exact tokens, type, status and role accuracy on gold triggers."""
    net.eval()
    hit = gold_n = pred_n = types_ok = status_ok = n = 0
    roles = {r: [0, 0, 0] for r in ROLES}
    for batch in batches(dev, 4096, None):
        a = moved(collated(batch))
        with halves():
            hidden, trigger, _, _ = net(a["ids"], a["cases"], a["mask"])
            picked = [(b, x) for b, t in enumerate(batch) for x in t.triggers]
            if picked:
                types, statuses, _, tags = net.heads(hidden, a["row"], a["first"], a["last"])
        begun = trigger.argmax(-1).tolist()
        for b, t in enumerate(batch):
            p = {i for i in range(len(t.ids)) if begun[b][i] == 1}
            g = {x.span[0] for x in t.triggers}
            hit, gold_n, pred_n = hit + len(p & g), gold_n + len(g), pred_n + len(p)
        if picked:
            n += len(picked)
            types_ok += sum(k == x.type for k, (_, x) in zip(types.argmax(-1).tolist(), picked, strict=True))
            status_ok += sum(k == x.status for k, (_, x) in zip(statuses.argmax(-1).tolist(), picked, strict=True))
            best = tags.argmax(-1).tolist()
            for i, (b, x) in enumerate(picked):
                for r, name in enumerate(ROLES):
                    p = {j for j in range(len(batch[b].ids)) if best[i][j][r] == 1}
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
    ap.add_argument("--teachers", nargs="*", default=[], metavar="WEIGHTS", help="weights that this program wrote: go by what they say too, half and half "
                    "(training.losses); hidden states stay like those of the first")
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
    ap.add_argument("--more", nargs="*", default=[], metavar="FILE=N", help="files of annotated texts to read so many epochs beyond the others' (with --start: "
                    "those that the weights have not seen)")
    ap.add_argument("--marks", action="store_true", help="put marks around the parties of relations; export with --marks as well")
    a = ap.parse_args()
    more = {name: float(n) for name, n in (m.rsplit("=", 1) for m in a.more)}
    epochs = EPOCHS | {k: float(v) for k, v in (e.split("=") for e in a.epochs)} | more
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
    told = {"reading": annotated_lines} | {name: list(annotations(Path(a.extra) / name)) for name in more}
    plan: list[list[Text]] = []
    for task, n in epochs.items():
        left = n * a.scale
        while left > 0:
            items = tasks.get(task) or [x for d in told[task] for x in cut(swapped(d, rng) if rng.random() < SWAP else d, tokens)]
            plan += list(batches(items if left >= 1 else rng.sample(items, int(left * len(items))), a.budget, rng))
            left -= 1
        print(task, len(items), "texts", sum(len(x.triggers) for x in items), "triggers", flush=True)
    rng.shuffle(plan)
    teachers = Teachers([Network.trained(t) for t in a.teachers]) if a.teachers else None
    course = Course(net, tokens, (a.rate, a.head_rate), teachers)
    start = time.time()
    for step, batch in enumerate(plan):
        done = max(step / len(plan), (time.time() - start) / 60 / a.minutes if a.minutes else 0.0)
        course.step(batch[0].task, collated(batch), 1.0 if a.flat else max(0.0, 1 - done))
        last = step == len(plan) - 1 or done >= 1
        if step % 50 == 0 or last:
            left = (time.time() - start) / (step + 1) * (len(plan) - step - 1)
            print(f"{step}/{len(plan)} {left / 60:.0f} min left  {course.told()}", flush=True)
        if step % 500 == 499 or last:
            print("dev:", glance(course.mean, dev), flush=True)
            torch.save(course.mean.state_dict(), a.out)
        if last:
            break


if __name__ == "__main__":
    main()
