"""The event head: an embedding in which two tellings of one event lie near, made from ECB+ train.

    python -m training.coreference FOLDER [--dry]

FOLDER holds exported weights; `event.onnx` and the card's `event` are written there and nothing else is touched. The encoder is not
trained: its hidden states, taken with the graph as it ships, go through one matrix. The matrix is Fisher's discriminant (LDA): the
directions in which mentions of a topic differ most, measured by how mentions of one event differ. On left-out topics it ranks pairs
better than a layer trained by supervised contrastive loss (Khosla et al. 2020), mean average precision 0.48 against 0.43, and training
the matrix further with that loss brings nothing. The sentence, its capitalised words or the parties beside the trigger's states raise
the precision of the cosine alone, and nothing once likeness of the texts is known.

Choices, by five folds of ECB+ topics: PARTS, DIMENSION, SHRINK. The card gets a map from cosine and cheap features to the chance of one event
(evals.pairs), fitted on embeddings of topics that the matrix had not seen, and the thresholds that cluster train best.
"""
from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from dragoman.reading.encoder import Encoder
from training.ecb import Document, documents, files, states
from training.seal import note

PARTS, DIMENSION, SHRINK, FOLDS = 256, 64, 0.13, 5
"""Principal components kept of a state; width of the embedding; share of even variance mixed into that of one event; folds of topics."""

MOST = 20
"""Mentions that one event counts for at most: events told fifty times are not to fill the matrix."""


def discriminant(x: np.ndarray, event: np.ndarray, topic: np.ndarray, parts: int = PARTS, width: int = DIMENSION,
                 shrink: float = SHRINK) -> tuple[np.ndarray, np.ndarray]:
    """Middle (inputs,) and matrix (inputs, width) whose product with a state less the middle tells events apart."""
    middle = x.mean(0)
    x = x - middle
    axes = np.linalg.eigh(x.T @ x)[1][:, ::-1][:, :parts]
    x = x @ axes
    inside, n = np.zeros((x.shape[1],) * 2), 0.0
    for e in np.unique(event):
        rows = x[event == e]
        if len(rows) > 1:
            rows = rows - rows.mean(0)
            weight = min(len(rows), MOST) / len(rows)
            inside += weight * rows.T @ rows
            n += weight * (len(rows) - 1)
    inside /= n
    inside += shrink * np.trace(inside) / len(inside) * np.eye(len(inside))
    between = np.zeros_like(inside)
    for t in np.unique(topic):
        rows = x[topic == t] - x[topic == t].mean(0)
        between += rows.T @ rows
    between /= len(x) - len(np.unique(topic))
    variance, v = np.linalg.eigh(inside)
    white = v / np.sqrt(variance)
    spread, u = np.linalg.eigh(white.T @ between @ white)
    order = np.argsort(-spread)[:width]
    return middle, axes @ white @ u[:, order] / np.sqrt(np.maximum(spread[order], 1e-6))


def small(x: np.ndarray) -> np.ndarray:
    """Vectors as the graph gives them: signed bytes, each scaled by its own largest number."""
    return np.rint(127 * x / np.abs(x).max(-1, keepdims=True)).astype(np.int8)


def graph(middle: np.ndarray, matrix: np.ndarray, path: Path) -> None:
    """Write the head: `hidden` (rows, tokens, width), `row`, `first`, `last` (triggers,), `last` inclusive, to `event` (triggers, DIMENSION) in int8."""
    def constant(name: str, value: np.ndarray) -> onnx.TensorProto:
        return numpy_helper.from_array(value, name)

    constants = [constant("matrix", matrix.astype(np.float32)), constant("offset", (middle @ matrix).astype(np.float32)), constant("one", np.array([1])),
                 constant("two", np.array([2])), constant("zero", np.array(0)), constant("step", np.array(1)), constant("top", np.array(127, np.float32)),
                 constant("axis", np.array([1]))]
    steps = [
        ("Shape", ["hidden"], "shape", {}), ("Gather", ["shape", "step"], "tokens", {}), ("Range", ["zero", "tokens", "step"], "places", {}),
        ("Unsqueeze", ["first", "axis"], "from", {}), ("Unsqueeze", ["last", "axis"], "to", {}),
        ("GreaterOrEqual", ["places", "from"], "begun", {}), ("LessOrEqual", ["places", "to"], "open", {}), ("And", ["begun", "open"], "inside", {}),
        ("Cast", ["inside"], "weight", {"to": TensorProto.FLOAT}), ("ReduceSum", ["weight", "one"], "count", {"keepdims": 1}),
        ("Unsqueeze", ["weight", "axis"], "row_weight", {}), ("Gather", ["hidden", "row"], "rows", {"axis": 0}),
        ("MatMul", ["row_weight", "rows"], "sum", {}), ("Squeeze", ["sum", "axis"], "total", {}), ("Div", ["total", "count"], "mean", {}),
        ("MatMul", ["mean", "matrix"], "product", {}), ("Sub", ["product", "offset"], "vector", {}), ("Abs", ["vector"], "size", {}),
        ("ReduceMax", ["size"], "largest", {"axes": [1], "keepdims": 1}), ("Div", ["vector", "largest"], "scaled", {}),
        ("Mul", ["scaled", "top"], "wide", {}), ("Round", ["wide"], "whole", {}), ("Cast", ["whole"], "event", {"to": TensorProto.INT8}),
    ]
    nodes = [helper.make_node(op, inputs, [output], **attributes) for op, inputs, output, attributes in steps]
    inputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["rows", "tokens", len(matrix)]),
              *(helper.make_tensor_value_info(n, TensorProto.INT64, ["triggers"]) for n in ("row", "first", "last"))]
    output = helper.make_tensor_value_info("event", TensorProto.INT8, ["triggers", matrix.shape[1]])
    used = {name for _, names, _, _ in steps for name in names}
    model = helper.make_model(helper.make_graph(nodes, "event", inputs, [output], [c for c in constants if c.name in used]),
                              opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def left_out(x: np.ndarray, event: np.ndarray, topic: np.ndarray) -> list[bytes]:
    """The embedding of each mention by a matrix that has seen no mention of its fold of topics."""
    out = np.zeros((len(x), DIMENSION), np.int8)
    for fold in fold_of(topic):
        middle, matrix = discriminant(x[~fold], event[~fold], topic[~fold])
        out[fold] = small((x[fold] - middle) @ matrix)
    return [v.tobytes() for v in out]


def fold_of(topic: np.ndarray) -> list[np.ndarray]:
    """Which mentions each fold holds: topics in the order of their numbers go to the folds in turn."""
    order = sorted(set(topic.tolist()))
    return [np.isin(topic, order[k::FOLDS]) for k in range(FOLDS)]


def clustering(docs: Sequence[Document], embeddings: list[bytes]) -> dict:
    """Maps from features of a pair to its chance, with and without the embedding, and the thresholds that give train's best CoNLL score."""
    from evals.clustering import conll
    from evals.pairs import FEATURES, Pairs, average_link
    from training.logistic import fit, sigmoid

    pairs = Pairs(docs, embeddings)

    def best(table: np.ndarray, steps: Sequence[float]) -> float:
        scores = {t: float(conll(pairs.gold, average_link(table, t))["conll"]) for t in steps}
        top = max(scores, key=lambda t: scores[t])
        print(f"  threshold {top}: CoNLL {scores[top]:.4f} on train, of " + ", ".join(f"{t} {s:.3f}" for t, s in scores.items()), flush=True)
        return top

    def fitted(names: Sequence[str]) -> dict:
        x = pairs.features[:, [FEATURES.index(n) for n in names]]
        weights, bias = fit(x, pairs.same)
        print(f"  {len(x)} pairs, {pairs.same.sum()} of one event; features " + ", ".join(names))
        return {"features": list(names), "weights": [round(float(w), 4) for w in weights], "bias": round(bias, 4),
                "least": best(pairs.table(sigmoid(x @ weights + bias)), (0.3, 0.325, 0.35, 0.375, 0.4, 0.425))}

    return {**fitted(FEATURES), "without_embedding": fitted([n for n in FEATURES if "cosine" not in n]),
            "cosine": best(pairs.cosines, (0.6, 0.625, 0.65, 0.675, 0.7, 0.725))}


def main() -> None:
    from training.card import digest

    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path, help="exported weights, with their card.json")
    ap.add_argument("--dry", action="store_true", help="print, and write nothing")
    a = ap.parse_args()
    docs = documents("Train")
    x = states(Encoder(a.folder), docs)
    event = np.unique([m.chain for d in docs for m in d.mentions], return_inverse=True)[1]
    topic = np.array([int(d.topic) for d in docs for _ in d.mentions])
    made = clustering(docs, left_out(x, event, topic))
    if a.dry:
        return
    graph(*discriminant(x, event, topic), a.folder / "event.onnx")
    note(a.folder, {"event": {
        "graph": "event.onnx", "sha256": digest([a.folder / "event.onnx"]), "dimension": DIMENSION,
        "method": f"mean hidden state of the trigger, {PARTS} principal components, Fisher's discriminant (training/coreference.py)",
        "data": {n: {"licence": "ECB+ annotations CC BY 3.0", "sha256": digest([p])} for n, p in files().items()},
        "mentions": len(x), "events": int(event.max()) + 1, "clustering": made}})


if __name__ == "__main__":
    main()
