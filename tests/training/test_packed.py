"""The first graph says the same of the real tokens where padding is left out of it."""
import pytest

torch = pytest.importorskip("torch", reason="training is set up by `make train`")
onnx = pytest.importorskip("onnx", reason="training is set up by `make train`")

import onnxruntime as ort  # noqa: E402

from training.packed import packed  # noqa: E402
from training.quantise import quantised  # noqa: E402


@pytest.fixture(scope="module")
def graph(plain) -> onnx.ModelProto:
    """As it is exported, but not packed."""
    quantised(plain, plain.with_name("ready.onnx"))
    return onnx.load(str(plain.with_name("ready.onnx")))


def _run(model: onnx.ModelProto, given: dict[str, torch.Tensor]):
    return ort.InferenceSession(model.SerializeToString()).run(None, {name: x.numpy() for name, x in given.items()})


def test_the_packed_graph_says_of_real_tokens_what_the_network_says(graph, batch, exact):
    made = packed(onnx.ModelProto.FromString(graph.SerializeToString()))
    assert any(n.op_type == "NonZero" for n in made.graph.node)
    for got, want in zip(_run(made, batch), exact, strict=False):
        assert got.shape == tuple(want.shape)
        off = (torch.from_numpy(got) - want)[batch["mask"]].abs().mean()
        assert off < 0.03 * want[batch["mask"]].abs().mean()  # eight bits


def test_what_is_packed_is_left_as_it_is(graph):
    once = packed(onnx.ModelProto.FromString(graph.SerializeToString()))
    assert packed(onnx.ModelProto.FromString(once.SerializeToString())) == once


@pytest.mark.parametrize("windows", [slice(0, 1), slice(2, 3)], ids=["long", "of two tokens"])
def test_without_padding_it_is_the_same_graph(graph, batch, windows):
    """A window alone; [CLS] and [SEP] are the least that comes."""
    made = packed(onnx.ModelProto.FromString(graph.SerializeToString()))
    alone = {name: x[windows, :int(batch["mask"][windows].sum())] for name, x in batch.items()}
    for got, want in zip(_run(made, alone), _run(graph, alone), strict=True):
        assert torch.allclose(torch.from_numpy(got), torch.from_numpy(want), atol=1e-4)


def test_a_graph_whose_attention_is_not_found_is_refused(plain):
    with pytest.raises(ValueError, match="0 of 2 layers: expected a graph as training.export writes it"):
        packed(onnx.load(str(plain)))
