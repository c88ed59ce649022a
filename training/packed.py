"""The first graph without work on padding: between the embeddings and the outputs it holds the real tokens alone, one after the other.

    python -m training.packed ENCODER.onnx [OUT.onnx]

Windows of a batch are of unlike length, and of a report of 400 words a third of what is multiplied would be padding. Only attention looks across
tokens: there the rows are spread out to (windows, tokens) and packed again (Zeng et al. 2022, *Boosting distributed training performance of the unpadded
BERT model*; ByteTransformer, Zhai et al. 2023). What comes out at padding is that of the token before, and means nothing, as before.
A graph that is packed already is left as it is.
"""
from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

KEEP, BACK, ROWS = "packed/keep", "packed/back", "packed/rows"
"""Which rows of (windows * tokens) are real; which packed row each of them is, at padding that of the token before; the shape (rows, width)."""

OUTPUTS = ("hidden", "trigger", "layers", "kind")
"""What the graph gives for each token."""


def packed(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model, changed in place: inputs `ids`, `cases` and `mask` and the OUTPUTS are as they were. ValueError where it is no graph of
    training.quantise, whose attention is found.
    """
    graph = model.graph
    if any(n.name.startswith("/packed/") for n in graph.node):
        return model
    sizes = {o.name: [d.dim_value for d in o.type.tensor_type.shape.dim[2:]] for o in graph.output if o.name in OUTPUTS}
    embedded = next(n.output[0] for n in graph.node if n.op_type == "LayerNormalization")
    nodes = [*_ahead(graph, embedded, sizes["hidden"]), *_within(graph, embedded, sizes["layers"]), *_after(graph, sizes)]
    spread, attended = (sum(map(test, nodes)) for test in (lambda n: n.name.endswith("/spread"), lambda n: n.op_type == "Softmax"))
    if spread != attended:
        raise ValueError(f"attention is found in {spread} of {attended} layers: expected a graph as training.export writes it in four or eight bits")
    nodes = _fused(nodes, {i.name for i in graph.initializer})
    del graph.node[:], graph.value_info[:]
    graph.node.extend(in_order(nodes, {i.name for i in graph.initializer} | {i.name for i in graph.input} | {""}))
    used = {i for n in graph.node for i in n.input} | {o.name for o in graph.output}
    kept = [i for i in graph.initializer if i.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    return model


def _ahead(graph: GraphProto, embedded: str, width: list[int]) -> list[NodeProto]:
    """Which tokens are real, and what is embedded packed."""
    for name, value in (("flat", [-1]), ("zero", 0), ("one", 1), ("rows", [-1, *width])):
        _constant(graph, name, value)
    return [*real("mask"), _node("Reshape", [embedded, ROWS], "all"), _node("Gather", ["packed/all", KEEP], "embedded", axis=0)]


def real(mask: str, into: str = "packed") -> list[NodeProto]:
    """The nodes that find the real tokens of a mask (windows, tokens): `keep` and `back`, as KEEP and BACK are."""
    steps = [("Reshape", [mask, "packed/flat"], "flat mask", {}), ("NonZero", [f"{into}/flat mask"], "flat where", {}),
             ("Reshape", [f"{into}/flat where", "packed/flat"], "keep", {}), ("Cast", [f"{into}/flat mask"], "ones", {"to": TensorProto.INT64}),
             ("CumSum", [f"{into}/ones", "packed/zero"], "count of ones", {}), ("Sub", [f"{into}/count of ones", "packed/one"], "back", {})]
    return [helper.make_node(kind, inputs, [f"{into}/{name}"], f"/{into}/{name}", **attributes) for kind, inputs, name, attributes in steps]


def _within(graph: GraphProto, embedded: str, layers: list[int]) -> Iterator[NodeProto]:
    """The nodes as they are on rows; spread out before attention, packed after it."""
    made = {o: n for n in graph.node for o in n.output}
    normed = {n.output[0] for n in graph.node if n.op_type == "LayerNormalization"}
    split = {n.input[0] for n in graph.node if n.op_type == "Split"}
    of_rows = {name: f"packed/rows of {name}" for name in OUTPUTS}
    for old in graph.node:
        n = NodeProto()
        n.CopyFrom(old)
        if n.op_type == "Shape" and n.input[0] in normed:
            n.input[0] = embedded
        else:
            _renamed(n.input, {embedded: "packed/embedded", **of_rows})
        if n.op_type == "Reshape" and n.output[0] in split:
            spread = f"{n.output[0]}/spread"
            yield helper.make_node("Gather", [n.input[0], BACK], [spread], spread, axis=0)
            n.input[0] = spread
        elif n.op_type == "Reshape" and (before := made.get(n.input[0])) is not None and before.op_type == "Transpose":
            together = f"{n.output[0]}/all"
            yield helper.make_node("Gather", [together, KEEP], [n.output[0]], f"{n.output[0]}/kept", axis=0)
            n.input[1], n.output[0] = ROWS, together
        elif n.op_type == "Reshape" and n.output[0] == "layers":
            n.input[1] = _constant(graph, "layers of rows", [0, *layers])
        _renamed(n.output, of_rows)
        yield n


def _after(graph: GraphProto, sizes: dict[str, list[int]]) -> Iterator[NodeProto]:
    """The outputs spread out to (windows, tokens, …)."""
    yield _node("Shape", ["mask"], "shape")
    for name, size in sizes.items():
        yield _node("Gather", [f"packed/rows of {name}", BACK], f"all of {name}", axis=0)
        yield _node("Concat", ["packed/shape", _constant(graph, f"size of {name}", size)], f"shape of {name}", axis=0)
        yield helper.make_node("Reshape", [f"packed/all of {name}", f"packed/shape of {name}"], [name], f"/packed/{name}")


def _fused(nodes: list[NodeProto], known: set[str]) -> list[NodeProto]:
    """Sum and norm after a product by blocks as one node: onnxruntime makes it so where it knows the rows, and other roundings would turn some tags."""
    made = {o: n for n in nodes for o in n.output}
    gone: set[str] = set()
    out = []
    for n in nodes:
        total = made.get(n.input[0]) if n.op_type == "LayerNormalization" else None
        biased = made.get(total.input[1]) if total is not None and total.op_type == "Add" else None
        bias = next((i for i in biased.input if i in known), None) if biased is not None and biased.op_type == "Add" else None
        product = next((i for i in biased.input if i != bias), "") if bias else ""
        if product and made[product].op_type == "MatMulNBits":
            gone |= {total.name, biased.name}
            n = helper.make_node("SkipLayerNormalization", [total.input[0], product, n.input[1], n.input[2], bias], list(n.output), n.name,
                                 domain="com.microsoft", epsilon=next(a.f for a in n.attribute if a.name == "epsilon"))
        out.append(n)
    return [n for n in out if n.name not in gone]


def in_order(nodes: list[NodeProto], have: set[str]) -> list[NodeProto]:
    """The nodes so that each comes after those that give its inputs; `have` is what is there before. ValueError where nothing gives one."""
    out: list[NodeProto] = []
    while nodes:
        ready = [n for n in nodes if have.issuperset(n.input)]
        if not ready:
            raise ValueError(f"{nodes[0].name}: nothing gives {set(nodes[0].input) - have}; expected a graph as training.export writes it")
        have.update(o for n in ready for o in n.output)
        out += ready
        done = {id(n) for n in ready}
        nodes = [n for n in nodes if id(n) not in done]
    return out


def _node(kind: str, inputs: list[str], name: str, **attributes: int) -> NodeProto:
    return helper.make_node(kind, inputs, [f"packed/{name}"], f"/packed/{name}", **attributes)


def _constant(graph: GraphProto, name: str, value: int | list[int]) -> str:
    graph.initializer.append(numpy_helper.from_array(np.array(value, np.int64), f"packed/{name}"))
    return f"packed/{name}"


def _renamed(names, new: dict[str, str]) -> None:
    for k, name in enumerate(names):
        names[k] = new.get(name, name)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("graph", type=Path)
    ap.add_argument("out", type=Path, nargs="?", help="the same file by default")
    a = ap.parse_args()
    onnx.save(packed(onnx.load(a.graph)), a.out or a.graph)


if __name__ == "__main__":
    main()
