"""Weights that training can go on from, taken back from the graphs that training.written wrote: what ships is in the repository, what it was made of is not.

    python -m training.regained FOLDER OUT.pt

The same function but for rounding: matrices as their bytes say, inner neurons in the order of the graph, the table of distances from what was made of it
(its far buckets that no window reaches are zero). What no graph holds, the head that tells whether a thing happened (`fact`), begins anew.
"""
from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.crf import FORBIDDEN
from training.encoder import BUCKETS, Encoder, distance_bucket
from training.network import HALF, Network, bucket
from training.written import HEADS, LONGEST

Arrays = Mapping[str, np.ndarray]


def constants(path: Path) -> dict[str, np.ndarray]:
    """The constants of a graph, by name."""
    return {i.name: np.array(numpy_helper.to_array(i)) for i in onnx.load(str(path)).graph.initializer}


def matrix(held: Arrays, name: str) -> np.ndarray:
    """The matrix (inputs, outputs) of a product, of bytes or of floats. ValueError where the graph has none."""
    if f"{name}.floats" in held:
        return held[f"{name}.floats"]
    if f"{name}.bytes" not in held:
        raise ValueError(f"{name}: no such product; expected a graph as training.written makes it")
    return held[f"{name}.bytes"].astype(np.float32) * held[f"{name}.scale"]


def once(held: Arrays, name: str, split: str) -> np.ndarray:
    """The same where loud inputs stand more than once: each of them once."""
    found = matrix(held, name)
    return found[:len(held[f"{split}.share"])] if f"{split}.share" in held else found


def encoder(held: Arrays) -> dict[str, np.ndarray]:
    """The weights of the first graph by their names in Network, matrices as (inputs, outputs)."""
    found = {f"encoder.{name}.weight": (held[f"{name}.bytes"].astype(np.float32) - held[f"{name}.zero"]) * held[f"{name}.reach"]
             for name in ("words", "cases", "places")}
    layers = sum(name.endswith("/qkv.bytes") for name in held)
    for part in ("weight", "bias"):
        found[f"encoder.norm.{part}"] = held[f"state 0.{part}"]
    for k in range(layers):
        of, own = f"layers.{k}", f"encoder.layers.{k}."
        width = len(held[f"{of}/out plus.bias"])
        shrunk = np.concatenate([np.full(width, (width / HEADS) ** -0.5, np.float32), np.ones(2 * width, np.float32)])
        found |= {f"{own}qkv.weight": matrix(held, f"{of}/qkv") / shrunk, f"{own}qkv.bias": held[f"{of}/qkv plus.bias"] / shrunk,
                  f"{own}out.weight": matrix(held, f"{of}/out"), f"{own}out.bias": held[f"{of}/out plus.bias"]}
        groups = [g for g in ("rest", "busy") if f"{of}/up {g} plus.bias" in held]
        found[f"{own}up.weight"] = np.concatenate([once(held, f"{of}/up {g}", f"{of}/split") for g in groups], 1)
        found[f"{own}up.bias"] = np.concatenate([held[f"{of}/up {g} plus.bias"] for g in groups])
        found[f"{own}down.weight"] = np.concatenate([matrix(held, f"{of}/down {g}") for g in groups])
        found[f"{own}down.bias"] = held[f"{of}/down plus.bias"]
        for part in ("weight", "bias"):
            found[f"{own}norm1.{part}"] = held[f"{of}/norm1.{part}"]
            found[f"{own}norm2.{part}"] = held[f"state {k + 1}.{part}"]
    both, bias = once(held, "heads/first", "heads/split"), held["heads/plus.bias"]
    last, lasting = matrix(held, "heads/second"), held["heads/scores.bias"]
    width = len(bias) // 2
    found |= {"trigger.0.weight": both[:, :width], "trigger.0.bias": bias[:width], "layers.0.weight": both[:, width:], "layers.0.bias": bias[width:],
              "trigger.3.weight": last[:width, :3], "trigger.3.bias": lasting[:3], "layers.3.weight": last[width:, 3:], "layers.3.bias": lasting[3:],
              "kind.weight": matrix(held, "heads/kind"), "kind.bias": held["rows of kind.bias"]}
    found["moves"] = held["moves"] - FORBIDDEN.numpy()
    near = held["near"].astype(np.float32)
    if near.any():
        gap = np.arange(1 - LONGEST, LONGEST)
        across = np.where((gap >= 0)[None, :], near[:, 0, np.maximum(gap, 0)], near[:, np.maximum(-gap, 0), 0])
        found["encoder.near.weight"] = of_buckets(distance_bucket(torch.from_numpy(gap)), across.T, BUCKETS)
    return found


def of_buckets(buckets: torch.Tensor, values: np.ndarray, size: int) -> np.ndarray:
    """The table (size, width) of which `values` (gaps, width) are rows, by the bucket of each gap; zero where no gap falls into one."""
    table = np.zeros((size, values.shape[1]), np.float32)
    table[buckets.numpy()] = values
    return table


def placed(held: Arrays) -> np.ndarray:
    """The table of distances to a span, of a graph that answers for spans."""
    return of_buckets(bucket(torch.arange(1 - LONGEST, LONGEST)), held["distance"], 2 * HALF)


def answers(held: Arrays) -> dict[str, np.ndarray]:
    """The weights of `heads.onnx`."""
    found = {"heads.distance.weight": placed(held)}
    for name, key in (("token", "tokens"), ("token_gate", "token_gates"), ("event", "events"), ("event_gate", "event_gates"), ("trunk", "trunk"),
                      ("act", "type raw"), ("status", "status raw"), ("today", "today raw"), ("roles", "roles raw")):
        bias = {"type raw": "type", "status raw": "status"}.get(key, key.replace(" raw", "") + " plus")
        found[f"heads.{name}.weight"], found[f"heads.{name}.bias"] = once(held, key, "split") if "token" in name else matrix(held, key), held[f"{bias}.bias"]
    return found


def allegiance(held: Arrays) -> dict[str, np.ndarray]:
    """The weights of `sides.onnx`."""
    found = {"allegiance.distance.weight": placed(held)}
    for name, key, bias in (("key", "key", "key plus"), ("party.0", "party", "party plus"), ("query", "query", "query plus"),
                            ("classes", "classes raw", "classes")):
        found[f"allegiance.{name}.weight"] = once(held, key, "split") if name == "key" else matrix(held, key)
        found[f"allegiance.{name}.bias"] = held[f"{bias}.bias"]
    return found


def relation(held: Arrays) -> dict[str, np.ndarray]:
    """The weights of `relation.onnx`, its matrices in eight bits by blocks (MatMulNBits, training.quantise), the last block filled up."""
    found = {name.removeprefix("net."): value for name, value in held.items() if name.startswith("net.relation.") and name.endswith(".bias")}
    width = len(found["relation.0.bias"])
    for name, inputs in (("relation.0.weight", 5 * width), ("relation.3.weight", width)):
        value = held[f"net.{name}_Q8"]
        blocks = (value.astype(np.float32) - 128) * held[f"net.{name}_scales"].reshape(len(value), -1)[:, :, None]
        found[name] = blocks.reshape(len(blocks), -1)[:, :inputs].T
    return found


def regained(folder: Path) -> Network:
    """The network of a folder of graphs. ValueError where the graphs are others than training.written's."""
    found: dict[str, np.ndarray] = {}
    for name, take in (("encoder", encoder), ("heads", answers), ("sides", allegiance), ("relation", relation)):
        found |= take(constants(folder / f"{name}.onnx"))
    inside = {name.removeprefix("encoder."): torch.from_numpy(np.ascontiguousarray(value)) for name, value in found.items() if name.startswith("encoder.")}
    shapes = {name: value.T if name.endswith(".up.weight") else value for name, value in inside.items()}
    net = Network(Encoder.like(shapes))
    linear = {f"{name}.weight" for name, part in net.named_modules() if isinstance(part, torch.nn.Linear)}
    state = {name: torch.from_numpy(np.ascontiguousarray(value.T if name in linear else value)) for name, value in found.items()}
    missing = set(net.state_dict()) - set(state) - {"fact.weight", "fact.bias"}
    if missing:
        raise ValueError(f"{folder}: {sorted(missing)[0]} is in no graph; expected those that training.export makes")
    net.load_state_dict(net.state_dict() | state)
    return net


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("out", type=Path)
    a = ap.parse_args()
    torch.manual_seed(1)
    torch.save(regained(a.folder).state_dict(), a.out)
    shutil.copy(a.folder / "tokenizer.json", a.out.with_suffix(".tokenizer.json"))


if __name__ == "__main__":
    main()
