"""The graphs as they run fastest on a processor, written operator by operator from the weights of a network (training.network.Network).

Between the embeddings and the outputs the first holds the real tokens alone, one after the other (Zeng et al. 2022, *Boosting distributed training
performance of the unpadded BERT model*; ByteTransformer, Zhai et al. 2023). Only attention looks across tokens: its heads are taken from the rows by one
look-up each, windows of like length together in three groups, so that little of it is padding. What comes out at padding is that of the token before, and
means nothing.
Every large product is one of bytes, with one scale for what goes in (dynamic quantization) and one for each output's weights; what is loud in the inputs
is taken apart (Parts), so that one scale does for the rest.

The inputs of MPNet's up-projections have two to four channels of thirty to fifty where the others stay under four, the same in all texts
(Dettmers et al. 2022 call them emergent features): each such channel is divided by a whole number n and stands n times in the product, with its weights
(outlier channel splitting, Zhao et al. 2019). Of the inner neurons those that are ever the most active are split off, and their part of the
down-projection is one of floats. Both are the same function in exact arithmetic.

Processors without dot products of bytes (VNNI) multiply two inputs at a time by their weights, and sum the two up in sixteen bits, where twice 255 * 127
overflows (Intel, *Lower numerical precision deep learning inference and training*, 2018). Weights are scaled so that two that stand side by side are no more
than 128 together, which loses a third of a bit and not the whole one of weights in seven bits: then nothing overflows, and no processor needs
the slower exact products.
"""
from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import NodeProto, TensorProto, helper, numpy_helper

HEADS = 12
"""Heads of attention."""

LONGEST = 224
"""Tokens of a window at most (dragoman.reading.encoder.LIMIT)."""

LOUD = 8
"""Channels of a product's input that are split, so that they are no louder than the next."""

BUSY = 64
"""Inner neurons of a layer whose part of the down-projection is one of floats, where the most active of them is more than twice as active as the
next after them."""

OUTPUTS = ("hidden", "trigger", "layers", "kind")
"""What the graph gives for each token."""

PLACES = "places"
"""What the names of all that `places` gives begin with."""

Weights = Mapping[str, "np.ndarray | Table"]
"""By their names in training.network.Network, without `net.`; matrices as (inputs, outputs). `encoder.near` is (buckets, HEADS) or missing; `moves`
holds what training.crf forbids."""


@dataclass(slots=True)
class Table:
    """An embedding in bytes: row r is (`bytes`[r] - `zero`) * `reach`, shapes (rows, width), () and (width,)."""

    bytes: np.ndarray
    zero: np.ndarray
    reach: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> Table:
        """Floats (rows, width), each column in its own range."""
        reach = np.maximum(np.abs(rows).max(0), 1e-6).astype(np.float32) / 127
        return cls((np.rint(rows / reach) + 128).astype(np.uint8), np.array(128, np.uint8), reach)


@dataclass(slots=True)
class Parts:
    """What is loud in a product: whole numbers (inputs,) by which each input is divided, to stand so many times in it; and neurons kept apart."""

    times: np.ndarray
    busy: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def again(self) -> np.ndarray:
        """The inputs that stand there more than once, as often as they do beyond the first; in turns: two of the same side by side would be more (reach)."""
        return np.concatenate([np.flatnonzero(self.times > n) for n in range(1, max(2, self.times.max()))])

    @classmethod
    def of(cls, loudness: np.ndarray, busyness: np.ndarray | None = None, loud: int = LOUD, busy: int = BUSY) -> Parts:
        """From the largest size of each input, and of each inner neuron, in some texts."""
        order = np.argsort(-loudness, kind="stable")
        times = np.ones(len(loudness), np.int64)
        if loud < len(order):
            times[order[:loud]] = np.maximum(1, np.ceil(loudness[order[:loud]] / max(loudness[order[loud]], 1e-6)))
        if busyness is None:
            return cls(times)
        order = np.argsort(-busyness, kind="stable")
        tame = busy >= len(order) or busyness[order[0]] <= 2 * busyness[order[busy]]
        return cls(times, np.sort(order[:0 if tame else busy]))


def reach(weight: np.ndarray) -> np.ndarray:
    """What one stands for in the bytes of a matrix (inputs, outputs), by output: (outputs,); of two inputs side by side the sizes are 128 at most together,
    rounding included."""
    sizes = np.abs(np.pad(weight, ((0, len(weight) % 2), (0, 0))))
    return np.maximum(sizes.reshape(-1, 2, weight.shape[1]).sum(1).max(0), 1e-8) / 127


class Writer:
    """Nodes and constants of a graph, in the order in which they are written; `bytes` says whether its large products are of bytes."""

    def __init__(self, bytes: bool = True) -> None:
        self.bytes = bytes
        self.quantized: set[str] = set()
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, value: np.ndarray | Sequence[int] | float) -> str:
        """A constant; whole numbers are int64, others as they are."""
        array = np.asarray(value)
        if array.dtype.kind == "i" and array.dtype.itemsize > 1:
            array = array.astype(np.int64)
        elif array.dtype.kind == "f":
            array = array.astype(np.float32)
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array) if array.ndim else array, name)
        return name

    def whole(self, *numbers: int) -> str:
        """A list of whole numbers."""
        return self.constant("whole " + " ".join(map(str, numbers)), np.array(numbers, np.int64))

    def number(self, number: int) -> str:
        """One whole number, without an axis."""
        return self.constant(f"number {number}", np.array(number, np.int64))

    def __call__(self, op: str, inputs: Sequence[str], name: str, outputs: Sequence[str] = (), **attributes) -> str:
        node = helper.make_node(op, list(inputs), list(outputs) or [name], f"/{name}", **attributes)
        self.nodes.append(node)
        return node.output[0]

    def product(self, rows: str, weight: np.ndarray, name: str) -> str:
        """A product with a matrix (inputs, outputs): of bytes where the rows are of `ready`, with one scale for each output; of floats otherwise."""
        if rows not in self.quantized:
            return self("MatMul", [rows, self.constant(f"{name}.floats", weight)], name)
        one = reach(weight)
        held = np.rint(weight / one).astype(np.int8)
        sums = self("MatMulInteger", [rows, self.constant(f"{name}.bytes", held), f"{rows} zero"], f"{name} as whole numbers")
        scale = self("Mul", [f"{rows} scale", self.constant(f"{name}.scale", one)], f"{name} scale")
        return self("Mul", [self("Cast", [sums], f"{name} as float", to=TensorProto.FLOAT), scale], name)

    def ready(self, rows: str, name: str = "") -> str:
        """Rows as bytes with one scale for all, where the graph is one of bytes."""
        if not self.bytes:
            return rows
        name = name or f"{rows} bytes"
        self.quantized.add(name)
        return self("DynamicQuantizeLinear", [rows], name, [name, f"{name} scale", f"{name} zero"])

    def plus(self, rows: str, bias: np.ndarray, name: str) -> str:
        return self("Add", [rows, self.constant(f"{name}.bias", bias)], name)

    def split(self, rows: str, parts: Parts, name: str) -> str:
        """Rows with their loud channels divided, and standing more than once."""
        if not len(parts.again):
            return rows
        shared = self("Mul", [rows, self.constant(f"{name}.share", 1 / parts.times)], f"{name} shared")
        again = self("Gather", [shared, self.constant(f"{name}.again", parts.again)], f"{name} again", axis=1)
        return self("Concat", [shared, again], name, axis=1)

    def norm(self, rows: str, weight: np.ndarray, bias: np.ndarray, name: str) -> str:
        return self("LayerNormalization", [rows, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)], name, axis=-1,
                    epsilon=1e-12)


@dataclass(slots=True)
class Places:
    """Where tokens stand: names of tensors.

    `keep` (tokens,) and `back` (windows * width,) lead from the square, whose `shape` is (windows, width), to the rows and back; `window` and `token`
    (tokens,) say where in the square a row is. Each group of windows has its look-ups of queries, keys and values in rows of one head, and what is added
    to its scores; `together` (tokens, HEADS) leads back from the groups to the rows.
    """

    keep: str
    back: str
    shape: str
    window: str
    token: str
    groups: list[tuple[str, str, str, str]]
    together: str


def places(w: Writer, mask: str, into: str = PLACES) -> Places:
    """All that attention asks of a mask (windows, tokens); the graph has a constant `near` (HEADS, LONGEST, LONGEST), added to scores of query and key."""
    def do(op: str, inputs: Sequence[str], name: str, **attributes) -> str:
        return w(op, inputs, f"{into}/{name}", **attributes)

    whole, number = w.whole, w.number
    flat = do("Reshape", [mask, whole(-1)], "flat")
    keep = do("Reshape", [do("NonZero", [flat], "found"), whole(-1)], "keep")
    back = do("Sub", [do("CumSum", [do("Cast", [flat], "ones", to=TensorProto.INT64), number(0)], "counted"), number(1)], "back")
    shape = do("Shape", [mask], "shape")
    count, across = (do("Gather", [shape, whole(k)], f"size {k}") for k in (0, 1))
    square = do("Reshape", [back, shape], "square")
    lengths = do("ReduceSum", [do("Cast", [mask], "mask ones", to=TensorProto.INT64), whole(1)], "lengths", keepdims=0)
    cuts = _cuts(w, do, lengths, count)
    bounds = [whole(0), *cuts, count]
    heads = w.constant("heads of rows", np.arange(HEADS)[None, :, None])
    groups, widths, firsts = [], [], []
    offset = whole(0)
    for k, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)):
        longest = do("ReduceMax", [do("Slice", [lengths, a, count, whole(0)], f"lengths {k}")], f"longest {k}", keepdims=1)
        size = do("Sub", [b, a], f"windows {k}")
        corner = do("Concat", [a, whole(0)], f"corner {k}", axis=0), do("Concat", [b, longest], f"end {k}", axis=0)
        rows = do("Unsqueeze", [do("Slice", [square, *corner, whole(0, 1)], f"rows {k}"), whole(1)], f"rows of group {k}")
        query = do("Add", [do("Mul", [rows, number(3 * HEADS)], f"first {k}"), heads], f"query {k}")
        key, value = (do("Add", [query, number(HEADS * n)], f"{name} {k}") for n, name in ((1, "key"), (2, "value")))
        real = do("Unsqueeze", [do("Slice", [mask, *corner, whole(0, 1)], f"real {k}"), whole(1, 2)], f"real of group {k}")
        unreal = do("Where", [real, w.constant("nothing", 0.0), w.constant("never", -1e4)], f"never {k}")
        reach = do("Concat", [longest, longest], f"reach {k}", axis=0)
        distant = do("Cast", [do("Slice", ["near", whole(0, 0), reach, whole(1, 2)], f"near {k}")], f"near {k} as float", to=TensorProto.FLOAT)
        score = do("Add", [unreal, distant], f"scores {k}")
        groups.append((query, key, value, score))
        each = do("Mul", [longest, number(HEADS)], f"each {k}")
        steps = do("Range", [number(0), do("Squeeze", [size], f"count {k}"), number(1)], f"steps {k}")
        firsts.append(do("Add", [do("Mul", [steps, each], f"steps of {k}"), offset], f"firsts {k}"))
        widths.append(do("Expand", [longest, size], f"widths {k}"))
        offset = do("Add", [offset, do("Mul", [each, size], f"rows of {k}")], f"offset {k}")
    window, token = do("Div", [keep, across], "window"), do("Mod", [keep, across], "token")
    first, width = (do("Gather", [do("Concat", of, f"{name} of windows", axis=0), window], name) for of, name in ((firsts, "first"), (widths, "width")))
    head = do("Mul", [do("Unsqueeze", [width, whole(1)], "wide"), w.constant("numbers of heads", np.arange(HEADS)[None, :])], "head")
    together = do("Add", [head, do("Unsqueeze", [do("Add", [first, token], "start"), whole(1)], "starts")], "together")
    return Places(keep, back, shape, window, token, groups, together)


def _cuts(w: Writer, do: Callable[..., str], lengths: str, count: str) -> tuple[str, str]:
    """The two windows at which a batch, the longest first, is best cut: three groups, each as wide as its first, with the least to compute."""
    length, number = (do("Cast", [name], f"{label} as float", to=TensorProto.FLOAT) for name, label in ((lengths, "lengths"), (count, "count")))
    area = do("Mul", [length, length], "areas")
    top = do("ReduceMax", [area], "largest", keepdims=1)
    steps = do("Cast", [do("Range", [w.number(0), do("Squeeze", [count], "windows"), w.number(1)], "order")], "orders", to=TensorProto.FLOAT)
    before = do("Mul", [steps, do("Sub", [top, area], "less")], "before")
    after = do("Mul", [do("Sub", [number, steps], "left"), area], "after")
    one, other = w.whole(1), w.whole(0)
    between = do("Mul", [do("Unsqueeze", [area, one], "areas down"), do("Unsqueeze", [steps, other], "orders across")], "between")
    two = do("Add", [between, do("Unsqueeze", [before, one], "before down")], "cost of two")
    cost = do("Add", [two, do("Unsqueeze", [after, other], "after across")], "cost")
    wrong = do("Less", [do("Unsqueeze", [steps, other], "second"), do("Unsqueeze", [steps, one], "first cut")], "wrong")
    costs = do("Reshape", [do("Where", [wrong, w.constant("too much", 3e38), cost], "costs"), w.whole(-1)], "all costs")
    best = do("ArgMin", [costs], "best", axis=0, keepdims=1)
    return do("Div", [best, count], "cut 0"), do("Mod", [best, count], "cut 1")


def layer(w: Writer, x: str, at: Places, weights: Weights, parts: Parts, name: str, out: str) -> str:
    """One layer on rows (tokens, width): training.encoder.Layer."""
    own = _own(weights, f"encoder.{name}.")
    return _fed(w, _attended(w, x, at, own, name), own, parts, name, out)


def _attended(w: Writer, x: str, at: Places, weights: Weights, name: str) -> str:
    width = len(weights["out.bias"])
    size = width // HEADS
    shrunk = np.concatenate([np.full(width, size ** -0.5), np.ones(2 * width)])  # the scale of scores, on the queries: a power of two where heads have 64
    all_of = w.plus(w.product(w.ready(x), weights["qkv.weight"] * shrunk, f"{name}/qkv"), weights["qkv.bias"] * shrunk, f"{name}/qkv plus")
    rows = w("Reshape", [all_of, w.whole(-1, size)], f"{name}/rows of heads")
    out = []
    for k, (query, key, value, score) in enumerate(at.groups):
        q, k_, v = (w("Gather", [rows, index], f"{name}/{what} {k}", axis=0) for index, what in ((query, "query"), (key, "key"), (value, "value")))
        scores = w("Add", [w("FusedMatMul", [q, k_], f"{name}/product {k}", domain="com.microsoft", transB=1), score], f"{name}/scores {k}")
        seen = w("MatMul", [w("Softmax", [scores], f"{name}/weights {k}", axis=-1), v], f"{name}/seen {k}")
        out.append(w("Reshape", [seen, w.whole(-1, size)], f"{name}/flat {k}"))
    heads = w("Gather", [w("Concat", out, f"{name}/all heads", axis=0), at.together], f"{name}/heads", axis=0)
    attended = w("Reshape", [heads, w.whole(-1, width)], f"{name}/attended")
    projected = w.plus(w.product(w.ready(attended), weights["out.weight"], f"{name}/out"), weights["out.bias"], f"{name}/out plus")
    return w.norm(w("Add", [x, projected], f"{name}/first sum"), weights["norm1.weight"], weights["norm1.bias"], f"{name}/norm1")


def _fed(w: Writer, x: str, weights: Weights, parts: Parts, name: str, out: str) -> str:
    up = _again(weights["up.weight"], parts)
    ready = w.ready(w.split(x, parts, f"{name}/split"))
    rest = np.setdiff1d(np.arange(up.shape[1]), parts.busy)
    inner = [w("FastGelu", [w.plus(w.product(ready, up[:, own], f"{name}/up {what}"), weights["up.bias"][own], f"{name}/up {what} plus")],
               f"{name}/inner {what}", domain="com.microsoft") for own, what in ((rest, "rest"), (parts.busy, "busy")) if len(own)]
    down = w.plus(w.product(w.ready(inner[0]), weights["down.weight"][rest], f"{name}/down rest"), weights["down.bias"], f"{name}/down plus")
    if len(parts.busy):
        down = w("Add", [down, w.product(inner[1], weights["down.weight"][parts.busy], f"{name}/down busy")], f"{name}/down")
    return w.norm(w("Add", [x, down], f"{name}/second sum"), weights["norm2.weight"], weights["norm2.bias"], out)


def state(layers: int) -> str:
    """Name of the rows after so many layers: (tokens that are real, width)."""
    return f"state {layers}"


def read(layers: int) -> str:
    """Name of what the up-projection of a layer, counted from 0, reads."""
    return f"layers.{layers}/norm1"


def inner(layers: int) -> str:
    """Name of the inner neurons of a layer, counted from 0, where none is apart."""
    return f"layers.{layers}/inner rest"


def first(weights: Weights, parts: Sequence[Parts] | None = None) -> onnx.ModelProto:
    """The graph of dragoman.reading.encoder.Encoder.label: inputs `ids`, `cases` and `mask`, (windows, tokens).

    `parts` are those of each layer's feed-forward part and, last, of the heads; without them every product is of floats.
    """
    w = Writer(parts is not None)
    layers, width = _layers(weights), len(weights["encoder.norm.bias"])
    each = parts or [Parts(np.ones(width, np.int64))] * (layers + 1)
    near, away = _near(weights.get("encoder.near")), np.arange(LONGEST)
    w.constants["near"] = numpy_helper.from_array(near[:, away[None, :] - away[:, None] + LONGEST - 1].astype(np.float16), "near")
    at = places(w, "mask")
    x = _embedded(w, weights, at)
    for k in range(layers):
        x = layer(w, x, at, weights, each[k], f"layers.{k}", state(k + 1))
    tokens = _tagged(w, x, weights, each[-1])
    shapes = {"hidden": [width], "trigger": [3], "layers": [len(weights["moves"]), 3], "kind": [len(weights["kind.bias"])]}
    for name, size in shapes.items():
        spread = w("Gather", [tokens[name], at.back], f"{name} of all", axis=0)
        w("Reshape", [spread, w("Concat", [at.shape, w.whole(*size)], f"shape of {name}", axis=0)], name)
    w.constant("moves", weights["moves"])
    square = ["rows", "tokens"]
    return _model(w, "first", {"ids": (TensorProto.INT64, square), "cases": (TensorProto.INT64, square), "mask": (TensorProto.BOOL, square)},
                  {**{name: [*square, *size] for name, size in shapes.items()}, "moves": weights["moves"].shape})


def _layers(weights: Weights) -> int:
    """How many layers there are."""
    return sum(name.endswith(".qkv.weight") for name in weights)


def _near(table: np.ndarray | None) -> np.ndarray:
    """What is added to the scores of a key so far from its query, (HEADS, 2 * LONGEST - 1): T5's buckets as in training.encoder.distance_bucket."""
    gap = np.arange(1 - LONGEST, LONGEST)
    if table is None:
        return np.zeros((HEADS, len(gap)), np.float32)
    half, exact, size = len(table) // 2, len(table) // 4, np.abs(gap)
    far = exact + (np.log(np.maximum(size, 1).astype(np.float32) / np.float32(exact)) / math.log(128 / exact) * (half - exact)).astype(np.int64)
    return table[np.where(gap > 0, half, 0) + np.where(size < exact, size, np.minimum(far, half - 1))].T


def _embedded(w: Writer, weights: Weights, at: Places) -> str:
    ids = {name: w("Gather", [w("Reshape", [given, w.whole(-1)], f"{given} in a row"), at.keep], f"{given} that are real", axis=0)
           for name, given in (("words", "ids"), ("cases", "cases"))}
    found = []
    for name, index in (*ids.items(), ("places", at.token)):
        table = weights[f"encoder.{name}.weight"]
        table = table if isinstance(table, Table) else Table.of(table)
        held = w("Gather", [w.constant(f"{name}.bytes", table.bytes), index], f"{name} as bytes", axis=0)
        one = w("DequantizeLinear", [held, w.constant("one", 1.0), w.constant(f"{name}.zero", table.zero)], f"{name} as floats")
        found.append(w("Mul", [one, w.constant(f"{name}.reach", table.reach)], f"{name} embedded"))
    total = w("Add", [w("Add", found[:2], "words and cases"), found[2]], "embedded")
    return w.norm(total, weights["encoder.norm.weight"], weights["encoder.norm.bias"], state(0))


def _tagged(w: Writer, x: str, weights: Weights, parts: Parts) -> dict[str, str]:
    """Rows of each output; the two heads of tags go through one product."""
    both = _again(np.concatenate([weights["trigger.0.weight"], weights["layers.0.weight"]], 1), parts)
    inside = w.plus(w.product(w.ready(w.split(x, parts, "heads/split")), both, "heads/first"),
                    np.concatenate([weights["trigger.0.bias"], weights["layers.0.bias"]]), "heads/plus")
    width, triggers, layers = len(weights["trigger.0.bias"]), weights["trigger.3.weight"], weights["layers.3.weight"]
    last = np.zeros((2 * width, triggers.shape[1] + layers.shape[1]), np.float32)
    last[:width, :triggers.shape[1]], last[width:, triggers.shape[1]:] = triggers, layers
    scores = w.plus(w.product(w("Gelu", [inside], "heads/inner", domain="com.microsoft"), last, "heads/second"),
                    np.concatenate([weights["trigger.3.bias"], weights["layers.3.bias"]]), "heads/scores")
    w("Split", [scores, w.whole(triggers.shape[1], layers.shape[1])], "heads/apart", ["rows of trigger", "rows of layers"], axis=1)
    kind = w.plus(w.product(x, weights["kind.weight"], "heads/kind"), weights["kind.bias"], "rows of kind")
    return {"hidden": x, "trigger": "rows of trigger", "layers": "rows of layers", "kind": kind}


def heads(weights: Weights, parts: Parts) -> onnx.ModelProto:
    """The graph of dragoman.reading.encoder.Encoder.answer, by training.network.Heads.

    Inputs: `states` (tokens, width), the rows of windows one after the other; `first` and `last` (spans,), rows of them, `last` inclusive; `span` and
    `token` (pairs,): each span with each row of its window. `parts` say what is loud in the states.
    """
    w, own = Writer(), _own(weights, "heads.")
    ready = w.ready(w.split("states", parts, "split"))
    token, gate = (w.plus(w.product(ready, _again(own[f"{name}.weight"], parts), f"{name}s"), own[f"{name}.bias"], f"{name}s plus")
                   for name in ("token", "token_gate"))
    act = w("Gelu", [w.plus(w.product(w.ready(_summary(w)), own["trunk.weight"], "trunk"), own["trunk.bias"], "trunk plus")], "act", domain="com.microsoft")
    acted = w.ready(act)
    event, event_gate = (w.plus(w.product(acted, own[f"{name}.weight"], f"{name}s"), own[f"{name}.bias"], f"{name}s plus")
                         for name in ("event", "event_gate"))
    of_token, of_gate = (w("Gather", [rows, "token"], f"{name} of pairs", axis=0) for rows, name in ((token, "rows"), (gate, "gates")))
    of_event, of_event_gate = (w("Gather", [rows, "span"], f"{name} of pairs", axis=0) for rows, name in ((event, "events"), (event_gate, "event gates")))
    total = w("Add", [w("Add", [of_token, of_event], "both"), w("Mul", [of_gate, of_event_gate], "gated")], "total")
    phi = w("Gelu", [w("Add", [total, _far(w, own["distance.weight"])], "placed")], "phi", domain="com.microsoft")
    for name, key in (("type", "act"), ("status", "status")):
        w.plus(w.product(act, own[f"{key}.weight"], f"{name} raw"), own[f"{key}.bias"], name)
    w("Reshape", [w.plus(w.product(act, own["today.weight"], "today raw"), own["today.bias"], "today plus"), w.whole(-1)], "today")
    roles = w.plus(w.product(phi, own["roles.weight"], "roles raw"), own["roles.bias"], "roles plus")
    w("Reshape", [roles, w.whole(-1, len(own["roles.bias"]) // 3, 3)], "roles")
    return _model(w, "heads", _spans(len(own["trunk.bias"])), {
        "type": ["spans", len(own["act.bias"])], "status": ["spans", len(own["status.bias"])], "today": ["spans"],
        "roles": ["pairs", len(own["roles.bias"]) // 3, 3]})


def sides(weights: Weights, parts: Parts) -> onnx.ModelProto:
    """The graph of dragoman.reading.encoder.Encoder.sides, by training.network.Allegiance; inputs as those of `heads`."""
    w, own = Writer(), _own(weights, "allegiance.")
    key = w.plus(w.product(w.ready(w.split("states", parts, "split")), _again(own["key.weight"], parts), "key"), own["key.bias"], "key plus")
    party = w("Gelu", [w.plus(w.product(w.ready(_summary(w)), own["party.0.weight"], "party"), own["party.0.bias"], "party plus")], "known",
              domain="com.microsoft")
    query = w.plus(w.product(w.ready(party), own["query.weight"], "query"), own["query.bias"], "query plus")
    every = w("FusedMatMul", [query, key], "all met", domain="com.microsoft", transB=1, alpha=1 / 16)  # cheaper than to take the pairs' rows from both
    tokens = w("Gather", [w("Shape", ["states"], "shape"), w.number(0)], "tokens in all")
    index = w("Add", [w("Mul", ["span", tokens], "rows of spans"), "token"], "pairs")
    met = w("Gather", [w("Reshape", [every, w.whole(-1)], "met"), index], "scored", axis=0)
    w("Add", [met, w("Squeeze", [_far(w, own["distance.weight"]), w.whole(1)], "far")], "tokens")
    w.plus(w.product(party, own["classes.weight"], "classes raw"), own["classes.bias"], "classes")
    return _model(w, "sides", _spans(len(own["party.0.bias"])), {"tokens": ["pairs"], "classes": ["spans", len(own["classes.bias"])]})


def _own(weights: Weights, prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def _again(weight: np.ndarray, parts: Parts) -> np.ndarray:
    """A matrix whose rows stand as often as `split` has their inputs."""
    return np.concatenate([weight, weight[parts.again]])


def _summary(w: Writer) -> str:
    """What stands for a span: its first state, its last and their mean, (spans, 3 * width)."""
    length = w("Add", [w("Sub", ["last", "first"], "reach"), w.number(1)], "length")
    steps = w("Range", [w.number(0), w("ReduceMax", [length], "longest", keepdims=0), w.number(1)], "steps")
    down, top, wide = (w("Unsqueeze", [name, w.whole(1)], f"{name} down") for name in ("first", "last", length))
    rows = w("Gather", ["states", w("Min", [w("Add", [down, steps], "from first"), top], "within")], "rows", axis=0)
    inside = w("Cast", [w("Less", [steps, wide], "inside")], "inside as float", to=TensorProto.FLOAT)
    total = w("ReduceSum", [w("Mul", [rows, w("Unsqueeze", [inside, w.whole(2)], "weights")], "weighed"), w.whole(1)], "sum", keepdims=0)
    mean = w("Div", [total, w("Cast", [wide], "length as float", to=TensorProto.FLOAT)], "mean")
    ends = (w("Gather", ["states", name], f"{name} state", axis=0) for name in ("first", "last"))
    return w("Concat", [*ends, mean], "summary", axis=1)


def _far(w: Writer, table: np.ndarray) -> str:
    """What is added for how far a row is from its span, (pairs, width of the table): training.network.bucket of the gap, 0 within the span."""
    gap = np.arange(1 - LONGEST, LONGEST)
    size, half = np.abs(gap), len(table) // 2
    far = 5 + np.floor(np.log(np.maximum(size, 5).astype(np.float32) / np.float32(5)) / np.float32(0.47)).astype(np.int64)
    bucket = np.minimum(np.where(size < 5, size, far), half - 1) + np.where(gap < 0, half, 0)
    first, last = (w("Gather", [name, "span"], f"{name} of pairs", axis=0) for name in ("first", "last"))
    before, after = (w("Sub", ["token", edge], f"from {edge}") for edge in (first, last))
    gaps = w("Add", [w("Min", [before, w.number(0)], "before"), w("Max", [after, w.number(0)], "after")], "gap")
    return w("Gather", [w.constant("distance", table[bucket]), w("Add", [gaps, w.number(LONGEST - 1)], "apart")], "distances", axis=0)


def _spans(width: int) -> dict[str, tuple[int, list[int | str]]]:
    """What `heads` and `sides` are given."""
    return {"states": (TensorProto.FLOAT, ["rows", width]), **{name: (TensorProto.INT64, ["spans"]) for name in ("first", "last")},
            **{name: (TensorProto.INT64, ["pairs"]) for name in ("span", "token")}}


def _model(w: Writer, name: str, given: Mapping[str, tuple[int, Sequence[int | str]]], told: Mapping[str, Sequence[int | str]]) -> onnx.ModelProto:
    """The graph that was written; what it is given by type and shape, and what it tells, floats, by shape."""
    inputs = [helper.make_tensor_value_info(k, kind, shape) for k, (kind, shape) in given.items()]
    outputs = [helper.make_tensor_value_info(k, TensorProto.FLOAT, list(shape)) for k, shape in told.items()]
    graph = helper.make_graph(w.nodes, name, inputs, outputs, list(w.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def write(weights: Weights, loud: Sequence[tuple[np.ndarray, np.ndarray | None]], folder: Path, split: int = LOUD, busy: int = BUSY) -> None:
    """Write `encoder.onnx`, `heads.onnx` and `sides.onnx`, by what is loud (`loudness`): so many channels are split, so many neurons apart."""
    parts = [Parts.of(*found, loud=split, busy=busy) for found in loud]
    for name, model in (("encoder", first(weights, parts)), ("heads", heads(weights, parts[-1])), ("sides", sides(weights, parts[-1]))):
        onnx.save(model, str(folder / f"{name}.onnx"))


def loudness(weights: Weights, batches: Iterable[Mapping[str, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """The largest size, either sign, of each input of every up-projection and of each inner neuron; last that of the heads' inputs, without neurons."""
    layers = _layers(weights)
    model = first(weights)
    names = [name for k in range(layers) for name in (read(k), inner(k))] + [state(layers)]
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    run = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    most = [np.zeros(1, np.float32) for _ in names]
    for batch in batches:
        most = [np.maximum(old, np.abs(new).max(0)) for old, new in zip(most, run.run(names, dict(batch)), strict=True)]
    return [*zip(most[:-1:2], most[1::2], strict=True), (most[-1], None)]
