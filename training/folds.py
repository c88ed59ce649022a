"""Cross-validation of the relation head: what it makes of sentences of PLV that it was not trained on.

    python -m training.folds --encoder WEIGHTS.pt [--marks] [--reading FILE ...] [--folds 5] [--epochs 10] [--seed 1]

WEIGHTS are an encoder's or a whole network's, and must not have seen PLV. Encoder and head are fine-tuned on all folds but
one, and that one is predicted; roots are spread evenly over the folds, and one sentence with several marked pairs stays in
one fold. With --reading, statements of annotated texts (JSON lines in the annotation guide's form, or files of
training/data) are learnt as relations first, once for all folds. Figures are those of evals.plover over the predictions of
all folds together; the last line is one JSON object.
"""
from __future__ import annotations

import argparse
import copy
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from dragoman.model import TYPES
from evals.common import finish
from evals.plover import figures
from training.annotations import annotations
from training.corpora import corpus, lines
from training.course import halves, moved
from training.encoder import Encoder, carried_weights
from training.examples import Text, related, relations_of_statements
from training.losses import Tensors, collated, either, root_logits
from training.network import Network
from training.plover import ROOTS, Marked, likeliest, plv
from training.tokens import Tokens, batches
from training.train import LENGTH

WARM = 0.1
"""Share of the steps over which the learning rate rises, before it falls to zero in a straight line."""


def spread(rows: Sequence[Marked], folds: int, seed: int) -> list[int]:
    """The fold of each row: rows of one sentence together, sentences of one root dealt out in turn."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        groups[row.sentence].append(i)
    order = list(groups.values())
    random.Random(seed).shuffle(order)
    order.sort(key=lambda g: rows[g[0]].root)
    out = [0] * len(rows)
    for n, group in enumerate(order):
        for i in group:
            out[i] = n % folds
    return out


def loaded(path: Path) -> Network:
    """A network with the encoder of a file, and its relation head where it holds a whole network; other heads are not needed."""
    state = torch.load(path, weights_only=True)

    def part(name: str) -> dict[str, torch.Tensor]:
        return {k.removeprefix(name): v for k, v in state.items() if k.startswith(name)}

    encoder = part("encoder.") or state
    net = Network(Encoder.like(encoder))
    net.encoder.load_state_dict(encoder)
    if head := part("relation."):
        net.relation.load_state_dict(head)
    return net


def vocabulary(path: Path) -> Tokens:
    """The tokens that weights were trained with: the tokenizer beside them, WEIGHTS.tokenizer.json, or the one their package carries."""
    own = path.with_suffix(".tokenizer.json")
    return Tokens(own if own.is_file() else carried_weights() / "tokenizer.json", LENGTH)


def tune(net: Network, items: Sequence[Text], epochs: int, a: argparse.Namespace, rng: random.Random) -> None:
    """Fine-tune encoder and relation head in place."""
    plan = [b for _ in range(epochs) for b in batches(items, a.budget, rng)]
    groups = [(net.encoder, a.rate), (net.relation, a.head_rate)]
    opt = torch.optim.AdamW([{"params": list(part.parameters()), "lr": rate} for part, rate in groups], betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    net.train()
    for step, batch in enumerate(plan):
        done = (step + 1) / len(plan)
        for g, (_, rate) in zip(opt.param_groups, groups, strict=True):
            g["lr"] = rate * min(done / WARM, (1 - done) / (1 - WARM))
        with halves():
            given = moved(collated(batch))
            loss = 0.5 * either(roots(net, given), given["allowed"], a.smooth)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for part, _ in groups for p in part.parameters()], 1.0)
        opt.step()


def roots(net: Network, a: Tensors) -> torch.Tensor:
    return root_logits(net, net.encoder(a["ids"], a["cases"], a["mask"]), a)


@torch.no_grad()
def predict(net: Network, items: Sequence[Text]) -> list[str]:
    """The likeliest root of each item in PLV's terms, in the order given."""
    net.eval()
    out = [""] * len(items)
    for batch in batches(list(enumerate(items)), 4096, None, length=lambda x: len(x[1].ids)):
        for (i, _), chances in zip(batch, roots(net, moved(collated([t for _, t in batch]))).float().softmax(-1).tolist(), strict=True):
            out[i] = likeliest(dict(zip(TYPES, chances, strict=True)), folded=True)
    return out


def statements(paths: Sequence[Path]) -> list[dict]:
    """Annotated lines of files, each with its text; those of training/data are looked up in the corpora."""
    return [line for p in paths for line in (lines(p) if all("text" in line for line in lines(p)) else annotations(p))]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", type=Path, required=True)
    ap.add_argument("--data", type=Path, help="another file in PLV's form")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--only", type=int, nargs="*", metavar="FOLD", help="of 0, 1, …: run these folds alone")
    ap.add_argument("--epochs", type=int, default=10)
    ap.add_argument("--marks", action="store_true", help="put marks around the parties in place of pooling their words")
    ap.add_argument("--reading", type=Path, nargs="*", default=[], metavar="FILE")
    ap.add_argument("--reading-epochs", type=int, default=3)
    ap.add_argument("--rate", type=float, default=1e-4)
    ap.add_argument("--head-rate", type=float, default=5e-4)
    ap.add_argument("--smooth", type=float, default=0.1, help="share of label smoothing")
    ap.add_argument("--budget", type=int, default=1024, help="tokens a batch")
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    start = time.time()
    tokens = vocabulary(a.encoder)
    marks = tokens.marks if a.marks else ()
    rows = [r for r in plv(a.data or corpus() / "plover" / "PLV_train.tsv") if r.root in ROOTS]
    paired = [(r, related(r.sentence, r.actor, r.recipient, ROOTS[r.root], tokens, marks)) for r in rows]
    rows, items = [r for r, t in paired if t], [t for _, t in paired if t]
    net = loaded(a.encoder)
    if a.reading:
        stated = relations_of_statements(statements(a.reading), tokens, marks)
        print(f"{len(stated)} relations of statements", flush=True)
        tune(net, stated, a.reading_epochs, a, rng)
        print(f"without PLV: {figures([r.root for r in rows], predict(net, items))}  {time.time() - start:.0f} s", flush=True)
    part = spread(rows, a.folds, a.seed)
    gold, got = [], []
    for fold in range(a.folds) if a.only is None else a.only:
        model = copy.deepcopy(net)
        tune(model, [t for t, f in zip(items, part, strict=True) if f != fold], a.epochs, a, rng)
        held = [i for i, f in enumerate(part) if f == fold]
        expected, predicted = [rows[i].root for i in held], predict(model, [items[i] for i in held])
        print(f"fold {fold}: {len(held)} rows {figures(expected, predicted)}  {time.time() - start:.0f} s", flush=True)
        gold, got = gold + expected, got + predicted
    finish(figures(gold, got))


if __name__ == "__main__":
    main()
