"""Weights taken back from a first graph, as floats and tables (training.written.Weights): what ships can so be written anew, or trained further.

    python -m training.taken FOLDER OUT

writes the graphs of a folder of weights anew (training.written), by what is loud in unannotated texts: those that torch.onnx exported in eight bits
until November 2026. What else the folder holds is copied.
"""
from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from dragoman.intake import boilerplate
from dragoman.reading.encoder import Encoder, given
from dragoman.reading.reader import PIECE
from dragoman.reading.text import paragraphs, pieces
from training.corpora import documents
from training.seal import note
from training.written import BUSY, LOUD, Table, Weights, loudness, write

TEXTS = 160
"""Unannotated documents in which it is looked what is loud."""


def taken(model: onnx.ModelProto) -> Weights:
    """The weights of a graph that torch.onnx exported: matrices of bytes by column (MatMulInteger) or by blocks (MatMulNBits), embeddings by column."""
    held = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    weights: dict[str, np.ndarray | Table] = {}
    for n in model.graph.node:
        name = n.name.removeprefix("/net/").rsplit("/MatMul", 1)[0].replace("/", ".")
        name = name if name.count(".") < 2 or name.startswith("encoder") else name.split(".", 1)[1]
        if n.op_type == "MatMulNBits":
            scale = held[n.input[2]].reshape(len(held[n.input[1]]), -1)
            blocks = (held[n.input[1]].astype(np.float32) - 128) * scale[:, :, None]
            weights[f"{name}.weight"] = np.ascontiguousarray(blocks.reshape(len(blocks), -1).T)
        elif n.op_type == "MatMulInteger":
            weights[f"{name}.weight"] = held[n.input[1]].astype(np.float32) * held[n.input[1].replace("_quantized", "_scale")]
    for key, value in held.items():
        name = key.removeprefix("net.")
        if name.endswith(".bias") or ".norm" in name:
            weights[name] = value
        elif name.endswith(".reach"):
            table = key.replace(".reach", ".table.weight_")
            zero, scale = held[f"{table}zero_point"], held[f"{table}scale"]
            weights[name.replace(".reach", ".weight")] = Table(held[f"{table}quantized"], zero, value * scale)
    near = "net.encoder.near.weight_"
    if f"{near}quantized" in held:
        weights["encoder.near"] = (held[f"{near}quantized"].astype(np.float32) - held[f"{near}zero_point"]) * held[f"{near}scale"]
    weights["moves"] = held[model.graph.output[4].name]
    return weights


def taken_heads(model: onnx.ModelProto, prefix: str) -> Weights:
    """The weights of a graph of heads that torch.onnx exported in eight bits, under `prefix` (`heads.` or `allegiance.`)."""
    held = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    weights = {f"{prefix}{name}": value for name, value in held.items() if name.endswith(".bias")}
    for name, value in held.items():
        if name.endswith("_Q8"):
            blocks = (value.astype(np.float32) - 128) * held[name.replace("_Q8", "_scales")].reshape(len(value), -1)[:, :, None]
            weights[f"{prefix}{name.removesuffix('_Q8')}"] = np.ascontiguousarray(blocks.reshape(len(blocks), -1).T)
    name = "distance.weight"
    weights[f"{prefix}{name}"] = (held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"]) * held[f"{name}_scale"]
    return weights


def batches(folder: Path, texts: int = TEXTS) -> Iterator[dict[str, np.ndarray]]:
    """Unannotated documents as the first graph takes them."""
    encoder = Encoder(folder, threads=1)
    for text in random.Random(7).sample(documents(), texts):
        cut = text[:5000]
        for batch in encoder.batches(encoder.windows(cut, pieces(cut, paragraphs(cut, boilerplate(cut)), PIECE))):
            yield given(batch)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--loud", type=int, default=LOUD, help="channels of a product's input that are split")
    ap.add_argument("--busy", type=int, default=BUSY, help="inner neurons of a layer whose part of the product is one of floats")
    a = ap.parse_args()
    shutil.copytree(a.folder, a.out, dirs_exist_ok=True)
    old = {name: onnx.load(str(a.folder / f"{name}.onnx")) for name in ("encoder", "heads", "sides")}
    weights = {**taken(old["encoder"]), **taken_heads(old["heads"], "heads."), **taken_heads(old["sides"], "allegiance.")}
    write(weights, loudness(weights, batches(a.folder)), a.out, a.loud, a.busy)
    note(a.out, {"narrow": True})


if __name__ == "__main__":
    main()
