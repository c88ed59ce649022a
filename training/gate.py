"""A gate within the first graph: windows in which nothing happens leave it after its lower layers (early exit: Schwartz et al. 2020; Xin et al. 2020).

    python -m training.gate FOLDER [--texts N] [--lost SHARE] [--dry]

Of what stands in releases and articles nearly half lies in windows without a trigger, and to read these to the end is work for nothing. The hidden
states after LAYERS layers go through one small layer of their own, and its sum over the tokens of a window says how likely the reader finds a trigger
there. FOLDER holds exported weights (training.written) with their card; the gate is learnt from what they find in unannotated releases and articles, nothing
else in them changes, and the card's `gate` is the score below which windows leave: on documents left out, no more than `--lost` of the triggers go with
them. To be run after training.export, and before confidence is fitted.
"""
from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import GraphProto, TensorProto, helper
from torch import nn
from torch.nn import functional as F

from dragoman.intake import boilerplate
from dragoman.reading import Reader
from dragoman.reading.encoder import Window, given, session
from dragoman.reading.reader import PIECE
from dragoman.reading.spans import BEGIN, OUT, best_tags, log_softmax, spans
from dragoman.reading.text import paragraphs, pieces
from training.corpora import documents
from training.seal import note
from training.tokens import batches
from training.written import OUTPUTS, PLACES, Writer, places, state

LAYERS = 2
"""Layers below the gate. After the first it tells too little, and after the third too much is done."""

WIDTH = 192
"""Neurons of the gate."""

TEXTS, LONGEST = 2700, 5000
"""Documents that it learns from, and how many characters of one."""

LOST = 0.005
"""Share of the triggers that may leave with their windows."""

LEFT_OUT = 6
"""One document in so many is left out of training, and says where the threshold lies."""

EPOCHS, RATE, BATCH, DROPOUT = 3, 2e-3, 4096, 0.2


@dataclass(slots=True)
class Seen:
    """What a reader makes of windows, one after the other: `states` (tokens, width) below the gate and `chance` (tokens,) of a trigger; for each window
    its `length` in tokens, how many `triggers` are found in it, and the number of its `document`.
    """

    states: torch.Tensor
    chance: torch.Tensor
    length: np.ndarray
    triggers: np.ndarray
    document: np.ndarray
    _start: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self._start = np.concatenate([[0], np.cumsum(self.length)[:-1]])

    def batches(self, windows: np.ndarray, rng: random.Random | None = None) -> list[np.ndarray]:
        """Windows of like length together, no more than BATCH tokens with padding; shuffled where there is a generator."""
        return [np.array(b) for b in batches(windows.tolist(), BATCH, rng, lambda w: self.length[w])]

    def take(self, windows: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States (windows, tokens, width), mask and chances (windows, tokens) of a batch."""
        place = np.arange(self.length[windows].max())[None, :]
        mask = place < self.length[windows][:, None]
        rows = torch.from_numpy(np.where(mask, self._start[windows][:, None] + place, 0))
        return self.states[rows].float(), torch.from_numpy(mask), self.chance[rows] * torch.from_numpy(mask)


class Gate(nn.Module):
    """Hidden states to one score a token, whose log of summed exponentials is the window's, as log odds of a trigger in it."""

    def __init__(self, middle: torch.Tensor, spread: torch.Tensor):
        super().__init__()
        self.register_buffer("middle", middle)
        self.register_buffer("spread", spread)
        self.inner, self.window, self.token = nn.Linear(len(middle), WIDTH), nn.Linear(WIDTH, 1), nn.Linear(WIDTH, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of windows (windows,) and of tokens (windows, tokens); those of tokens are for training alone."""
        x = self.dropout(F.gelu(self.inner((states - self.middle) / self.spread)))
        window, token = (head(self.dropout(x)).squeeze(-1).masked_fill(~mask, -30) for head in (self.window, self.token))
        return window.logsumexp(1), token

    def constants(self) -> dict[str, np.ndarray]:
        """What the graph needs of it, with middle and spread taken into the first matrix."""
        first = self.inner.weight / self.spread
        values = {"first": first.T, "first bias": self.inner.bias - first @ self.middle, "second": self.window.weight.T, "second bias": self.window.bias}
        return {name: v.detach().numpy().astype(np.float32) for name, v in values.items()}


def gated(model: onnx.ModelProto, constants: dict[str, np.ndarray], layers: int = LAYERS) -> onnx.ModelProto:
    """The graph of training.written with a gate, changed in place: a further input `gate`, the least score of windows that go on, and a further output `kept`,
    which they are; all other outputs are theirs alone. The likeliest window always goes on. Where there is a gate, it is exchanged.
    ValueError where the graph is another one.
    """
    graph = model.graph
    w = Writer()
    _score(w, state(layers), constants)
    if any(i.name == "gate" for i in graph.input):
        old = [i for i in graph.initializer if i.name not in w.constants]
        del graph.initializer[:]
        graph.initializer.extend([*old, *w.constants.values()])
        return model
    below = [k for k, n in enumerate(graph.node) if state(layers) in n.output]
    if not below:
        raise ValueError(f"{state(layers)} is not in the graph: expected one as training.written makes it")
    before, after = graph.node[:below[0] + 1], graph.node[below[0] + 1:]
    places(w, "gate/mask", "gate/places")
    for n in after:
        for k, name in enumerate(n.input):
            n.input[k] = "gate/states" if name == state(layers) else f"gate/{name}" if name.startswith(f"{PLACES}/") else name
    nodes = [*before, *w.nodes, *after]
    known = {i.name for i in graph.initializer}
    graph.initializer.extend(c for name, c in w.constants.items() if name not in known)
    del graph.node[:]
    graph.node.extend(nodes)
    _declared(graph)
    onnx.checker.check_model(model)
    return model


def _score(w: Writer, rows: str, constants: dict[str, np.ndarray]) -> None:
    """From hidden states to the windows that go on, their mask and their states."""
    def do(op: str, inputs: Sequence[str], name: str, **attributes: int | str) -> str:
        return w(op, inputs, f"gate/{name}", **attributes)

    added = w.plus(w.product(w.ready(rows, "gate/bytes"), constants["first"], "gate/first"), constants["first bias"], "gate/sum")
    scored = w.product(do("Gelu", [added], "inner", domain="com.microsoft"), constants["second"], "gate/second")
    tokens = w.plus(scored, constants["second bias"], "gate/tokens")
    square = do("Reshape", [do("Gather", [tokens, f"{PLACES}/back"], "spread", axis=0), f"{PLACES}/shape"], "square")
    score = do("ReduceLogSumExp", [do("Where", ["mask", square, w.constant("gate/nowhere", -1e4)], "real")], "score", axes=[1], keepdims=0)
    least = do("Min", [do("ReduceMax", [score], "best", keepdims=0), "gate"], "least")
    goes = do("GreaterOrEqual", [score, least], "goes on")
    w("Reshape", [do("NonZero", [goes], "where"), w.whole(-1)], "kept")
    do("Gather", ["mask", "kept"], "mask", axis=0)
    do("Compress", [rows, do("Gather", [goes, f"{PLACES}/window"], "row goes on", axis=0)], "states", axis=0)


def _declared(graph: GraphProto) -> None:
    graph.input.append(helper.make_tensor_value_info("gate", TensorProto.FLOAT, []))
    graph.output.append(helper.make_tensor_value_info("kept", TensorProto.INT64, ["kept"]))
    for o in graph.output:
        if o.name in OUTPUTS:
            o.type.tensor_type.shape.dim[0].dim_param = "kept"


def seen(folder: Path, texts: Sequence[str], layers: int = LAYERS) -> Seen:
    """What the weights in a folder make of texts."""
    reader, model = Reader(folder, threads=1), onnx.load(str(folder / "encoder.onnx"))
    model.graph.output.append(helper.make_tensor_value_info(state(layers), TensorProto.FLOAT, None))
    run = session(model.SerializeToString())
    open_gate = {"gate": np.array(-np.inf, np.float32)} if any(i.name == "gate" for i in run.get_inputs()) else {}

    def look(batch: list[Window]) -> list[tuple[np.ndarray, np.ndarray, int]]:
        scores, states = run.run(["trigger", state(layers)], given(batch) | open_gate)
        scores = log_softmax(scores)
        chances = 1 - np.exp(scores[:, :, OUT])
        scores[:, :, BEGIN] += reader.lean.get("trigger", 0.0)
        lengths = np.array([len(w.ids) for w in batch])
        tags = best_tags(scores, lengths)
        each = np.split(states.astype(np.float16), np.cumsum(lengths)[:-1])
        return [(each[i], chances[i, :n], len(spans(tags[i, 1:n - 1]))) for i, n in enumerate(lengths)]

    def read(text: str) -> list[tuple[np.ndarray, np.ndarray, int]]:
        windows = reader.encoder.windows(text, pieces(text, paragraphs(text, boilerplate(text)), PIECE))
        return [x for batch in reader.encoder.batches(windows) for x in look(batch)]

    states, chances, triggers, document = [], [], [], []
    with ThreadPoolExecutor() as pool:
        for k, found in enumerate(pool.map(read, texts)):
            for s, c, n in found:
                states.append(torch.from_numpy(s).bfloat16())
                chances.append(c)
                triggers.append(n)
                document.append(k)
            if k % 300 == 299:
                print(f"{k + 1} documents, {len(states)} windows", flush=True)
    return Seen(torch.cat(states), torch.from_numpy(np.concatenate(chances)).float(), np.array(list(map(len, chances))), np.array(triggers), np.array(document))


def learnt(data: Seen, windows: np.ndarray, epochs: int = EPOCHS, seed: int = 1) -> Gate:
    """A gate fitted to these windows: to whether a trigger is found, to how likely one was, and to how likely each token begins or goes on with one."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    some = data.states[::20].float()
    gate = Gate(some.mean(0), some.std(0) + 1e-3)
    optimizer = torch.optim.AdamW(gate.parameters(), lr=RATE, weight_decay=0.05)
    found = torch.from_numpy(data.triggers > 0).float()
    plan = [b for _ in range(epochs) for b in data.batches(windows, rng)]
    for step, batch in enumerate(plan):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 40) * (1 - step / len(plan))
        states, mask, chance = data.take(batch)
        window, token = gate(states, mask)
        by_token = (F.binary_cross_entropy_with_logits(token, chance, reduction="none") * mask).sum() / mask.sum()
        by_window = F.binary_cross_entropy_with_logits(window, (found[batch] + chance.amax(1)) / 2)
        optimizer.zero_grad()
        (by_window + 3 * by_token).backward()
        optimizer.step()
    return gate.eval()


def threshold(scores: np.ndarray, triggers: np.ndarray, lost: float) -> float:
    """The highest score such that windows below it hold no more than this share of the triggers; minus infinity where there is none."""
    order = scores.argsort()
    gone = np.cumsum(triggers[order]) / max(1, triggers.sum())
    leave = int(np.searchsorted(gone, lost, side="right"))
    return float(scores[order[leave]]) if 0 < leave < len(order) else -np.inf


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path, help="exported weights, with their card.json")
    ap.add_argument("--texts", type=int, default=TEXTS)
    ap.add_argument("--lost", type=float, default=LOST, help="share of the triggers that may leave with their windows")
    ap.add_argument("--dry", action="store_true", help="print, and leave the weights as they are")
    a = ap.parse_args()
    data = seen(a.folder, [text[:LONGEST] for text in random.Random(1).sample(documents(), a.texts)])
    windows = np.arange(len(data.length))
    out = windows[data.document % LEFT_OUT == 0]
    gate = learnt(data, np.setdiff1d(windows, out))
    scores = np.zeros(len(windows), np.float32)
    with torch.no_grad():
        for batch in data.batches(out):
            scores[batch] = gate(*data.take(batch)[:2])[0].numpy()
    length, triggers, held = data.length[out], data.triggers[out], scores[out]
    empty = length[triggers == 0].sum() / length.sum()
    print(f"{len(windows)} windows of {a.texts} documents; of the tokens left out {empty:.3f} lie in windows without a trigger")
    figures = {}
    for lost in sorted({0.001, 0.002, 0.005, 0.01, 0.02, a.lost}):
        least = threshold(held, triggers, lost)
        figures[lost] = least, float(length[held < least].sum() / length.sum()), float(triggers[held < least].sum() / triggers.sum())
        print(f"lost {lost:5}: gate {figures[lost][0]:6.2f}, {figures[lost][1]:.3f} of the tokens leave, and {figures[lost][2]:.4f} of the triggers")
    if a.dry:
        return
    path = a.folder / "encoder.onnx"
    onnx.save(gated(onnx.load(str(path)), gate.constants()), str(path))
    least, tokens, lost = figures[a.lost]
    note(a.folder, {"gate": {
        "least": round(least, 3), "layers": LAYERS, "tokens_that_leave": round(tokens, 4), "triggers_lost": round(lost, 4), "documents": a.texts,
        "data": "releases of state_dept and white_house, polnear/train; triggers that these weights find"}})


if __name__ == "__main__":
    main()
