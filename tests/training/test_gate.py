"""Windows without a trigger leave the first graph early; what is said of the others is what it said of them before."""
import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training is set up by `make train`")
onnx = pytest.importorskip("onnx", reason="training is set up by `make train`")

from dragoman.model import Report  # noqa: E402
from dragoman.reading import Reader  # noqa: E402
from dragoman.reading.encoder import Encoder, Window  # noqa: E402
from dragoman.reading.text import paragraphs  # noqa: E402
from training.gate import Gate, Seen, gated, learnt, state, threshold  # noqa: E402

WHOLE = np.float32(-np.inf)
SHIPPED = Path(str(files("dragoman") / "weights"))


def _gate(seed: int) -> Gate:
    torch.manual_seed(seed)
    return Gate(torch.randn(48), torch.rand(48) + 0.5).eval()


def _copy(model: onnx.ModelProto) -> onnx.ModelProto:
    return onnx.ModelProto.FromString(model.SerializeToString())


def _scores(model: onnx.ModelProto, batch, run) -> np.ndarray:
    shown = _copy(model)
    shown.graph.output.append(onnx.helper.make_tensor_value_info("gate/score", onnx.TensorProto.FLOAT, ["rows"]))
    return run(shown, batch, gate=WHOLE)["gate/score"]


@pytest.fixture(scope="module")
def made(graph) -> onnx.ModelProto:
    return gated(_copy(graph), _gate(3).constants(), layers=1)


def test_an_open_gate_changes_nothing(graph, made, batch, run):
    before, after = run(graph, batch), run(made, batch, gate=WHOLE)
    assert after.pop("kept").tolist() == [0, 1, 2]
    assert before.keys() == after.keys()
    mask = batch["mask"].numpy()
    for name in ("hidden", "trigger", "layers", "kind"):
        assert (before[name][mask] == after[name][mask]).all()


@pytest.mark.parametrize("leave", [1, 2])
def test_of_the_windows_that_go_on_it_says_what_it_said(graph, made, batch, leave, run):
    scores = _scores(made, batch, run)
    order = scores.argsort()
    stay = sorted(order[leave:].tolist())
    got = run(made, batch, gate=np.float32(scores[order[leave]]))
    assert got["kept"].tolist() == stay
    alone = run(graph, {name: x[stay] for name, x in batch.items()})
    mask = batch["mask"].numpy()[stay]
    for name in ("hidden", "trigger", "layers", "kind"):
        assert got[name].shape == alone[name].shape
        assert np.allclose(got[name][mask], alone[name][mask], atol=1e-4)


def test_the_likeliest_window_always_goes_on(made, batch, run):
    assert run(made, batch, gate=np.float32(np.inf))["kept"].tolist() == [int(_scores(made, batch, run).argmax())]


def test_the_graph_scores_windows_as_the_gate_does(graph, batch, run):
    gate = _gate(4)
    shown = _copy(graph)
    shown.graph.output.append(onnx.helper.make_tensor_value_info(state(1), onnx.TensorProto.FLOAT, None))
    mask = batch["mask"]
    states = torch.zeros(*mask.shape, 48)
    states[mask] = torch.from_numpy(run(shown, batch)[state(1)])
    with torch.no_grad():
        want = gate(states, mask)[0].numpy()
    assert np.allclose(_scores(gated(_copy(graph), gate.constants(), layers=1), batch, run), want, atol=0.02)  # its first product is of bytes


def test_a_gate_is_exchanged(graph, made, batch, run):
    again = gated(_copy(made), _gate(4).constants(), layers=1)
    assert np.allclose(_scores(again, batch, run), _scores(gated(_copy(graph), _gate(4).constants(), layers=1), batch, run))
    assert not np.allclose(_scores(again, batch, run), _scores(made, batch, run))


def test_a_graph_without_those_states_is_refused(graph):
    with pytest.raises(ValueError, match=r"state 7 is not in the graph: expected one as training.written makes it"):
        gated(_copy(graph), _gate(3).constants(), layers=7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The weights that ship, with a gate that has learnt nothing."""
    path = tmp_path_factory.mktemp("weights") / "gated"
    shutil.copytree(SHIPPED, path, ignore=shutil.ignore_patterns("encoder.onnx"))
    card = json.loads((path / "card.json").read_text(encoding="utf-8"))
    del card["gate"]
    (path / "card.json").write_text(json.dumps(card), encoding="utf-8")
    torch.manual_seed(3)
    onnx.save(gated(onnx.load(str(SHIPPED / "encoder.onnx")), Gate(torch.zeros(768), torch.ones(768)).constants()), str(path / "encoder.onnx"))
    return path


NEWS = ["Chile's foreign minister met his Peruvian counterpart in Lima on Tuesday.", "Norway condemned the attack on its embassy, its prime minister said.",
        "Japan will send two ships to the Philippines in May.", "Egypt and Sudan signed a treaty on the waters of the Nile in Khartoum."]


def test_a_reader_whose_gate_is_open_reads_what_it_read(folder):
    report = Report("r", "\n".join(NEWS), published="2024-04-03")
    reader = Reader(folder, threads=1)
    assert reader.encoder.gate == WHOLE  # the card says nothing of it
    shipped = Reader(threads=1)
    shipped.encoder.gate = WHOLE
    assert reader.read(report) == shipped.read(report) != []


def test_a_reader_whose_gate_is_shut_reads_the_one_window_that_goes_on(folder):
    report = Report("r", "\n".join(NEWS), published="2024-04-03")
    reader = Reader(folder, threads=1)
    reader.encoder.gate = np.inf
    read = reader.read(report)
    (batch,) = reader.encoder.batches(reader.encoder.windows(report.text, paragraphs(report.text)))
    (kept,) = reader.encoder.label(batch, gated=True).kept
    start, end = batch[kept].offsets[1][0], batch[kept].offsets[-2][1]
    assert report.text[start:end] in NEWS
    assert {(s.trigger, s.type) for s in read} == {(s.trigger, s.type) for s in Reader(threads=1).read(report) if start <= s.span[0] < end} != set()


def test_attribution_alone_reads_every_window(folder):
    text = "\n".join(f"“The sauce is too thin,” said the {who}." for who in ("cook", "waiter", "guest"))
    reader = Reader(folder, threads=1)
    reader.encoder.gate = np.inf
    assert sorted(text[slice(*s)] for s in reader.attributions(text, paragraphs(text))["source"]) == ["the cook", "the guest", "the waiter"]


def test_weights_without_a_gate_are_read_to_the_end(graph, tmp_path):
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("encoder.onnx"))
    onnx.save(graph, str(tmp_path / "encoder.onnx"))
    batch = [Window([5, 6, 7], [0, 0, 0], [(0, 0)] * 3), Window([8, 9], [0, 0], [(0, 0)] * 2)]
    assert Encoder(tmp_path, threads=1).label(batch, gated=True).kept.tolist() == [0, 1]


def test_a_threshold_lets_no_more_triggers_leave_than_it_may():
    scores = np.array([0.5, -2.0, 1.0, -1.0, -3.0, 2.0])
    triggers = np.array([3, 0, 4, 1, 0, 2])
    assert threshold(scores, triggers, 0.0) == -1.0  # the two lowest windows hold none
    assert threshold(scores, triggers, 0.1) == 0.5
    assert threshold(scores, triggers, 0.39) == 0.5
    assert threshold(scores, triggers, 0.4) == 1.0
    assert threshold(scores[:1], triggers[:1], 0.5) == WHOLE


def test_it_learns_which_windows_hold_a_trigger():
    """One token of those windows has a mark of its own among states that say nothing."""
    rng = np.random.default_rng(5)
    length = rng.integers(4, 30, 900)
    found = rng.random(900) < 0.4
    states, chance = rng.normal(size=(length.sum(), 16)).astype(np.float32), np.full(length.sum(), 0.01, np.float32)
    start = np.concatenate([[0], np.cumsum(length)[:-1]])
    marked = (start + rng.integers(0, length))[found]
    states[marked, 3] += 9
    chance[marked] = 0.95
    data = Seen(torch.from_numpy(states).bfloat16(), torch.from_numpy(chance), length, found.astype(int), np.arange(900))
    windows = np.arange(900)
    assert sorted(np.concatenate(data.batches(windows)).tolist()) == windows.tolist()
    gate = learnt(data, windows[:600], epochs=60)
    with torch.no_grad():
        scores = np.concatenate([gate(*data.take(np.array([w]))[:2])[0].numpy() for w in windows[600:]])
    assert scores[found[600:]].min() > scores[~found[600:]].max()
