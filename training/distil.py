"""Teachers and a pupil: what large readers are sure of, and how sure, taught to a small one (Hinton et al. 2015; Turc et al. 2019).

    python -m training.distil pack FOLDER
    python -m training.distil data FOLDER [--turns N]
    python -m training.distil teach FOLDER TEACHER.pt [--seed N]
    python -m training.distil learn FOLDER PUPIL.pt --teachers TEACHER.pt … [--layers 0 1 2 3 4 5] [--inner 1536] [--start PUPIL.pt]

For a machine with a GPU; two cores do it too, in days. `pack` writes the vocabulary and MPNet-base in eight bits by blocks, which is what goes to a
machine that can reach no packages; `data` reads the corpora once, `turns` times with other countries. `teach` trains all twelve layers. `learn`
begins with some of the first teacher's layers, of each the `inner` neurons that say most (the sum of their outputs' sizes times the length of
their column), and goes by the annotations and by the mean of what the teachers say, of annotated texts and of those that nobody annotated.
The lowest layers make a better start than every second (Sajjad et al. 2020), here as well.
"""
from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import torch
from torch.nn import functional as F

from training.annotations import annotations
from training.augment import swapped
from training.corpora import corpus, lines, unlabelled
from training.course import Course, moved
from training.encoder import Encoder, carried_weights
from training.examples import Party, Text, Trigger, annotated, cut, other_tasks, readings, relations_of_statements
from training.losses import Arrays, Teachers, collated
from training.network import Network
from training.sizes import HELD_OUT
from training.tokens import Encoded, Tokens, batches
from training.train import LENGTH, SWAP, glance
from training.vocabulary import pruned

TEACHERS = {"reading": 6.0, "attribution": 2.5, "factuality": 0.5, "relation": 5.0, "stated": 1.0}
PUPIL = {"reading": 10.0, "plain": 2.0, "attribution": 4.0, "factuality": 0.5, "relation": 7.0, "stated": 2.0}
"""Epochs of each task; `plain` is of texts without annotations."""

OWN = Path(__file__).parent / "data"
BLOCK = 64
"""Weights that share a scale in what `pack` writes."""

SAMPLE = 60
"""Batches on which the neurons of inner layers are weighed."""

Examples = dict[str, list[Text]]


def pack(folder: Path, least: int) -> None:
    """Write tokenizer.json, with the pieces that our texts hold so often, and base.pt."""
    told = [d["text"] for d in readings(OWN)]
    kept = pruned(carried_weights() / "tokenizer.json", [*unlabelled(), *told], folder / "tokenizer.json", least)
    net = Encoder.mpnet(12)
    net.keep(kept)
    state: dict = {}
    for name, w in net.state_dict().items():
        if w.numel() < 1 << 17:
            state[name] = w.clone()
            continue
        rows = w.reshape(-1, BLOCK)
        scale = (rows.abs().amax(1) / 127).clamp(min=1e-8).half()
        state[name] = {"rows": (rows / scale.float()[:, None]).round().clamp(-127, 127).to(torch.int8), "scale": scale, "shape": list(w.shape)}
    torch.save(state, folder / "base.pt")


def base(folder: Path) -> Encoder:
    """MPNet-base with all layers, as `pack` wrote it."""
    packed = torch.load(folder / "base.pt", weights_only=True, map_location="cpu")
    state = {name: (w["rows"].float() * w["scale"].float()[:, None]).view(w["shape"]) if isinstance(w, dict) else w for name, w in packed.items()}
    net = Encoder.like(state)
    net.load_state_dict(state)
    return net


# what a process that makes examples keeps; it is begun by fork
_made: dict = {}


def _turn(given: tuple[dict, int]) -> list[Text]:
    line, rng = given[0], random.Random(given[1])
    return cut(swapped(line, rng) if rng.random() < SWAP else line, _made["tokens"])


def _plain(text: str) -> Text:
    return Text(_made["tokens"](text), "plain")


def _line(item: tuple[str, Text]) -> str:
    name, text = item
    text.encoded.offsets, text.encoded.words = [], []
    return json.dumps([name, asdict(text)]) + "\n"


def data(folder: Path, turns: int) -> None:
    """Write the examples of all tasks to examples.jsonl.gz; annotated texts once a turn, with other countries in some."""
    tokens = _made["tokens"] = Tokens(folder / "tokenizer.json", LENGTH)
    told = readings(OWN, [p.name for p in HELD_OUT])
    with get_context("fork").Pool() as pool:
        made: Examples = {f"reading-{n}": [x for xs in pool.imap(_turn, [(d, n * 1_000_003 + i) for i, d in enumerate(told)], 64) for x in xs]
                          for n in range(turns)}
        held_out = {d["text"] for p in HELD_OUT for d in annotations(p)}
        made["plain"] = [t for t in pool.imap(_plain, [t for t in unlabelled() if t not in held_out], 256) if len(t.ids) >= 12]
        made |= other_tasks(tokens, tokens.marks) | {"stated": relations_of_statements(told, tokens, tokens.marks)}
        made["dev"] = [annotated(d, tokens) for d in lines(corpus() / "silver" / "dev.jsonl")]
        with gzip.open(folder / "examples.jsonl.gz", "wt", compresslevel=1, encoding="utf-8") as f:
            f.writelines(pool.imap(_line, [(name, t) for name, texts in made.items() for t in texts], 256))
    for name, texts in made.items():
        print(name, len(texts), "texts", sum(len(t.ids) for t in texts), "tokens", flush=True)


def _text(said: dict) -> Text:
    """An example as it was before it was written; spans are lists now, which serve as well."""
    return Text(**said | {"encoded": Encoded(**said["encoded"]), "triggers": [Trigger(**t) for t in said["triggers"]],
                          "parties": [Party(**p) for p in said["parties"]]})


def examples(folder: Path) -> Examples:
    made: Examples = {}
    with gzip.open(folder / "examples.jsonl.gz", "rt", encoding="utf-8") as f:
        for name, said in map(json.loads, f):
            made.setdefault(name, []).append(_text(said))
    return made


def planned(made: Examples, epochs: dict[str, float], budget: int, rng: random.Random) -> list[list[Text]]:
    """Batches of all tasks, in random order; a turn of the annotated texts each epoch."""
    turns = sum(name.startswith("reading-") for name in made)
    plan: list[list[Text]] = []
    for task, n in epochs.items():
        for turn in range(-int(-n // 1)):
            items = made[f"reading-{turn % turns}" if task == "reading" else task]
            plan += list(batches(items if n - turn >= 1 else rng.sample(items, int((n - turn) * len(items))), budget, rng))
    rng.shuffle(plan)
    return plan


class Plan(torch.utils.data.Dataset):
    """Batches as arrays, each with its task."""

    def __init__(self, plan: Sequence[Sequence[Text]]) -> None:
        self._plan = plan

    def __len__(self) -> int:
        return len(self._plan)

    def __getitem__(self, i: int) -> tuple[str, Arrays]:
        return self._plan[i][0].task, collated(self._plan[i])


def _as_it_is(x: tuple[str, Arrays]) -> tuple[str, Arrays]:
    return x


@torch.no_grad()
def smaller(teacher: Network, sample: Sequence[Arrays], layers: Sequence[int], inner: int) -> Network:
    """A network of some of the teacher's layers, of each the `inner` neurons that say most on a sample."""
    weight = [torch.zeros(layer.up.out_features) for layer in teacher.encoder.layers]
    hooks = [layer.up.register_forward_hook(lambda _, __, out, total=total: total.add_(F.gelu(out.float()).abs().flatten(0, 1).sum(0)))
             for layer, total in zip(teacher.encoder.layers, weight, strict=True)]
    for arrays in map(moved, sample):
        teacher(arrays["ids"], arrays["cases"], arrays["mask"])
    for hook in hooks:
        hook.remove()
    state = teacher.state_dict()
    kept = {name: w for name, w in state.items() if not name.startswith("encoder.layers.")}
    for new, old in enumerate(layers):
        part = f"encoder.layers.{old}."
        neurons = (weight[old] * state[f"{part}down.weight"].norm(dim=0)).topk(inner).indices.sort().values
        for name in [n for n in state if n.startswith(part)]:
            w = state[name]
            kept[f"encoder.layers.{new}." + name.removeprefix(part)] = w[neurons] if ".up." in name else w[:, neurons] if name.endswith("down.weight") else w
    net = Network(Encoder.like({k.removeprefix("encoder."): w for k, w in kept.items() if k.startswith("encoder.")}))
    net.load_state_dict(kept)
    return net


def fit(net: Network, coming: Iterator[tuple[str, Arrays]], steps: int, a: argparse.Namespace, teachers: Teachers | None, dev: list[Text]) -> Network:
    """Train, and give the running mean of the last weights (Polyak averaging)."""
    course = Course(net, Tokens(a.folder / "tokenizer.json", LENGTH), (a.rate, a.head_rate), teachers)
    start = time.time()
    for step, (task, arrays) in enumerate(coming):
        done = max(step / steps, (time.time() - start) / 60 / a.minutes)
        course.step(task, arrays, max(0.0, 1 - done))
        if step % 500 == 0:
            print(f"{step}/{steps} {time.time() - start:.0f} s  {course.told()}", flush=True)
        if done >= 1:
            break
    print(step + 1, "steps; dev:", glance(course.mean, dev), flush=True)
    return course.mean


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("pack", "data", "teach", "learn"))
    ap.add_argument("folder", type=Path, help="what one step leaves for the next")
    ap.add_argument("out", type=Path, nargs="?", help="weights to write")
    ap.add_argument("--least", type=int, default=10, help="drop word pieces that our texts hold fewer times (training.vocabulary)")
    ap.add_argument("--turns", type=int, default=10)
    ap.add_argument("--teachers", nargs="+", type=Path, default=[])
    ap.add_argument("--layers", nargs="+", type=int, default=[0, 1, 2, 3, 4, 5])
    ap.add_argument("--inner", type=int, default=1536)
    ap.add_argument("--start", type=Path, help="go on from a pupil's weights")
    ap.add_argument("--epochs", nargs="*", default=[], metavar="TASK=N")
    ap.add_argument("--rate", type=float, help="5e-5 for teachers, 1e-4 for pupils")
    ap.add_argument("--head-rate", type=float, default=5e-4)
    ap.add_argument("--budget", type=int, default=4096, help="tokens a batch")
    ap.add_argument("--minutes", type=float, default=float("inf"), help="stop by then; the learning rate falls with time where that is faster than with steps")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--workers", type=int, default=3, help="processes that make batches")
    ap.add_argument("--few", type=int, metavar="N", help="N examples of each task alone, to try the program")
    a = ap.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    if a.what in ("pack", "data"):
        pack(a.folder, a.least) if a.what == "pack" else data(a.folder, a.turns)
        return
    if a.out is None or (a.what == "learn" and not a.teachers):
        ap.error("expected the file of the weights to write, and --teachers for a pupil")
    a.rate = a.rate or (5e-5 if a.what == "teach" else 1e-4)
    made = {name: texts[:a.few] for name, texts in examples(a.folder).items()}
    epochs = (TEACHERS if a.what == "teach" else PUPIL) | {k: float(v) for k, v in (e.split("=") for e in a.epochs)}
    if a.what == "teach" and epochs.get("plain"):
        ap.error("--epochs plain: texts without annotations teach a pupil, by its teachers; expected other tasks")
    plan = planned(made, epochs, a.budget, random.Random(a.seed))
    # its processes fork before this one has a GPU
    coming = iter(torch.utils.data.DataLoader(Plan(plan), batch_size=None, num_workers=a.workers, collate_fn=_as_it_is, prefetch_factor=8))
    torch.manual_seed(a.seed)
    if torch.cuda.is_available():
        torch.set_default_device("cuda")
    where, teachers = torch.get_default_device(), None
    if a.what == "teach":
        net = Network(base(a.folder))
    else:
        nets = [Network.trained(t).to(where) for t in a.teachers]
        seen = [b for b in plan if b[0].task in ("reading", "plain")]
        net = Network.trained(a.start) if a.start else smaller(nets[0], [collated(b) for b in seen[:SAMPLE]], a.layers, a.inner)
        teachers = Teachers(nets)
    torch.save(fit(net.to(where), coming, len(plan), a, teachers, made["dev"]).state_dict(), a.out)
    a.out.with_suffix(".tokenizer.json").write_bytes((a.folder / "tokenizer.json").read_bytes())


if __name__ == "__main__":
    main()
