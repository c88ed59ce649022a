"""Graphs written operator by operator say what the network says; what is loud is taken apart without a change of the function."""
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training is set up by `make train`")
onnx = pytest.importorskip("onnx", reason="training is set up by `make train`")

from dragoman.reading.encoder import session  # noqa: E402
from training.encoder import Encoder  # noqa: E402
from training.export import weights_of  # noqa: E402
from training.network import Network, bucket, gaps  # noqa: E402
from training.written import OUTPUTS, Parts, Table, first, heads, loudness, reach, read, sides, state  # noqa: E402

LOUD = (3, 17)


def test_the_first_graph_says_of_real_tokens_what_the_network_says(graph, batch, exact, run):
    got = run(graph, batch)
    for name, want in zip(OUTPUTS, exact, strict=True):
        assert got[name].shape == tuple(want.shape)
        assert np.allclose(got[name][batch["mask"]], want[batch["mask"]], atol=0.02 * want.abs().max().item())  # embeddings are of eight bits


def test_moves_are_those_that_may_be(graph, batch, net, run):
    moves = run(graph, batch)["moves"]
    assert (moves[:, 0, 2] < -9000).all()
    assert np.allclose(np.delete(moves.reshape(3, 9), 2, 1), np.delete(net.moves.detach().numpy().reshape(3, 9), 2, 1))


@pytest.mark.parametrize("lengths", [[13], [2], [13, 13, 13], [13, 2, 2, 2], [12, 9, 9, 7, 4, 4, 3, 2], [2, 13, 5]],
                         ids=["one", "of two tokens", "alike", "one long", "many", "not in order"])
def test_a_window_is_read_as_if_it_were_alone(graph, lengths, run):
    """However the windows of a batch are grouped, and whatever stands where there is padding."""
    rng = np.random.default_rng(7)
    width = max(lengths)
    batch = {"ids": rng.integers(0, 200, (len(lengths), width)), "cases": rng.integers(0, 4, (len(lengths), width)),
             "mask": np.arange(width)[None, :] < np.array(lengths)[:, None]}
    together = run(graph, batch)
    for k, n in enumerate(lengths):
        alone = run(graph, {name: x[k:k + 1, :n] for name, x in batch.items()})
        for name in OUTPUTS:
            assert np.allclose(together[name][k, :n], alone[name][0], atol=1e-4), (k, name)


def test_in_bytes_it_says_nearly_the_same(weights, batch, exact, run):
    parts = [Parts.of(*found) for found in loudness(weights, [{k: v.numpy() for k, v in batch.items()}])]
    model = first(weights, parts)
    assert {"MatMulInteger", "DynamicQuantizeLinear"} <= {n.op_type for n in model.graph.node}
    for name, want in zip(OUTPUTS, exact, strict=True):
        off = np.abs(run(model, batch)[name] - want.numpy())[batch["mask"]].mean()
        assert off < 0.05 * want[batch["mask"]].abs().mean()


@pytest.mark.parametrize("inputs", [1, 2, 7, 48])
def test_two_weights_side_by_side_are_no_more_than_a_hundred_and_twenty_eight(inputs):
    """255 times which is what sixteen bits hold; and one of them alone uses the byte."""
    weight = np.random.default_rng(inputs).standard_t(3, (inputs, 500)).astype(np.float32)
    weight[-1, 0] = 1000
    held = np.abs(np.rint(weight / reach(weight)).astype(int))
    assert max(held[k:k + 2].sum(0).max() for k in range(0, inputs, 2)) in (127, 128)
    assert held[-1, 0] in (126, 127)


@pytest.mark.parametrize("windows", [1, 2, 5])
def test_nothing_overflows_on_any_processor(weights, batch, windows):
    """Exact products give the same, bit for bit; with VNNI they do anyway."""
    parts = [Parts.of(*found) for found in loudness(weights, [{k: v.numpy() for k, v in batch.items()}])]
    model = first(weights, parts).SerializeToString()
    given = {name: x.numpy()[:windows] for name, x in batch.items()}
    plain, exact = (session(model, narrow=narrow).run(list(OUTPUTS), given) for narrow in (True, False))
    assert all((a == b).all() for a, b in zip(plain, exact, strict=True))


@pytest.fixture(scope="module")
def uneven() -> dict:
    """Weights with two channels, of what the feed-forward layers read, twenty times the others."""
    torch.manual_seed(4)
    net = Network(Encoder(50, 48, 2, 12, 96, relative=True)).eval()
    with torch.no_grad():
        for layer in net.encoder.layers:
            layer.norm1.weight[list(LOUD)] = 20.0
    return weights_of(net)


@pytest.fixture(scope="module")
def given() -> dict:
    rng = np.random.default_rng(5)
    return {"ids": rng.integers(0, 50, (4, 11)), "cases": rng.integers(0, 4, (4, 11)), "mask": np.ones((4, 11), bool)}


def test_the_loudest_channels_are_found(uneven, given):
    *layers, (channels, nothing) = loudness(uneven, [given])
    assert len(layers) == 2 and channels.shape == (48,) and nothing is None
    for channels, neurons in layers:
        assert set(np.argsort(channels)[-2:]) == set(LOUD)
        assert neurons.shape == (96,)


def test_what_is_split_is_no_louder_than_the_next_channel(uneven, given, run):
    found = loudness(uneven, [given])
    model = first(uneven, [Parts.of(*of, loud=2, busy=0) for of in found])
    names = [f"layers.{k}/split" for k in range(2)]
    model.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    got = run(model, given)
    for name, (channels, _) in zip(names, found[:2], strict=True):
        third = np.sort(channels)[-3]
        assert np.abs(got[name]).max() <= third * 1.1 < channels.max() / 4


def inputs_as_they_are(model):
    """The same graph with the same weights, in bytes still, where what goes into a product is floats: what is lost then is the weights' alone."""
    floats = onnx.ModelProto.FromString(model.SerializeToString())
    rows = {n.output[0]: n for n in floats.graph.node if n.op_type == "DynamicQuantizeLinear"}
    weights = {n.input[1] for n in floats.graph.node if n.op_type == "MatMulInteger"}
    for held in (i for i in floats.graph.initializer if i.name in weights):
        held.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(held).astype(np.float32), held.name))
    for n in floats.graph.node:
        if n.op_type == "MatMulInteger":
            n.op_type, product = "MatMul", rows[n.input[0]]
            n.input[:] = [product.input[0], n.input[1]]
    floats.graph.initializer.extend(onnx.numpy_helper.from_array(np.array(1, np.float32), n.output[1]) for n in rows.values())
    for n in rows.values():
        floats.graph.node.remove(n)
    return floats


def test_one_scale_then_loses_less_than_half_of_what_it_lost(uneven, given, run):
    found = loudness(uneven, [given])
    lost = []
    for loud, busy in ((0, 0), (2, 32)):
        model = first(uneven, [Parts.of(*of, loud=loud, busy=busy) for of in found])
        lost.append(np.abs(run(model, given)["hidden"] - run(inputs_as_they_are(model), given)["hidden"]).mean())
    assert lost[1] < lost[0] / 2


def test_neurons_are_apart_only_where_some_are_much_busier():
    quiet, loud = np.linspace(1, 1.9, 100), np.concatenate([np.linspace(1, 1.9, 90), np.full(10, 8.0)])
    assert len(Parts.of(np.ones(5), quiet, busy=10).busy) == 0
    assert Parts.of(np.ones(5), loud, busy=10).busy.tolist() == list(range(90, 100))
    assert len(Parts.of(np.ones(5), busy=10).busy) == 0


def test_a_channel_stands_as_often_as_it_is_divided():
    parts = Parts.of(np.array([1.0, 9.5, 2.0, 1.5]), loud=1)
    assert parts.times.tolist() == [1, 5, 1, 1] and parts.again.tolist() == [1, 1, 1, 1]
    assert Parts.of(np.array([1.0, 2.0]), loud=2).times.tolist() == [1, 1]  # none is left to be as loud as


def test_a_table_of_bytes_is_nearly_the_table():
    rows = np.random.default_rng(3).normal(size=(30, 5)).astype(np.float32) * np.array([0.1, 1, 10, 1e-9, 3])
    table = Table.of(rows)
    assert table.bytes.dtype == np.uint8
    assert (np.abs((table.bytes.astype(float) - float(table.zero)) * table.reach - rows) <= table.reach / 2 + 1e-6).all()


SPANS = [(0, 1, 2), (0, 5, 5), (1, 0, 8), (2, 1, 1)]
"""Windows and their tokens, the last inclusive."""


def _asked(hidden: np.ndarray, lengths: list[int]) -> tuple[dict, np.ndarray]:
    from dragoman.reading.encoder import Spans

    row, start, end = (np.array(x) for x in zip(*SPANS, strict=True))
    spans = Spans(hidden, np.array(lengths), row, start, end)
    return spans.given, spans


@pytest.mark.parametrize("name", ["heads", "sides"])
def test_heads_say_what_the_network_says(weights, net, exact, run, name):
    lengths, hidden = [13, 9, 2], exact[0]
    given, spans = _asked(hidden.numpy(), lengths)
    quiet = Parts(np.ones(48, np.int64))
    row, start, end = (torch.tensor(x) for x in zip(*SPANS, strict=True))
    with torch.no_grad():
        if name == "heads":
            got, want = run(heads(weights, quiet), given), dict(zip(("type", "status", "today", "roles"), net.heads(hidden, row, start, end), strict=True))
        else:
            got, want = run(sides(weights, quiet), given), dict(zip(("tokens", "classes"), net.allegiance(hidden, row, start, end), strict=True))
    for key, value in want.items():
        made = spans.spread(got[key]) if key in ("roles", "tokens") else got[key]
        for k, (window, *_) in enumerate(SPANS):
            one, other = (made[k][:lengths[window]], value[k][:lengths[window]].numpy()) if key in ("roles", "tokens") else (made[k], value[k].numpy())
            assert np.allclose(one, other, atol=0.03 * max(1.0, value.abs().max().item())), (key, k)


def test_how_far_a_token_is_from_its_span_is_the_networks_measure(weights, run):
    """Of a head that looks at nothing else: one window of 40 tokens, a span in its middle."""
    alone = {name: np.zeros_like(value) for name, value in weights.items() if name.startswith("allegiance.")}
    alone["allegiance.distance.weight"] = np.arange(24, dtype=np.float32)[:, None]
    first_, last = torch.tensor([18]), torch.tensor([20])
    want = bucket(gaps(torch.zeros(1, 40, 1), first_, last))[0].numpy()
    given = {"states": np.zeros((40, 48), np.float32), "first": first_.numpy(), "last": last.numpy(), "span": np.zeros(40, np.int64), "token": np.arange(40)}
    assert run(sides(alone, Parts(np.ones(48, np.int64))), given)["tokens"].tolist() == want.tolist()


def test_states_have_names_by_which_others_find_them(graph):
    made = {o for n in graph.graph.node for o in n.output}
    assert {state(0), state(2), read(1)} <= made
