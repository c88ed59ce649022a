"""What batches hold and what teachers teach."""
import copy
import json
import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training is set up by `make train`")

from dragoman.reading.heads import ROLES  # noqa: E402
from training.course import Course, moved  # noqa: E402
from training.distil import _line, _text, planned, smaller  # noqa: E402
from training.encoder import Encoder  # noqa: E402
from training.examples import Text, annotated  # noqa: E402
from training.losses import Teachers, collated, loss_of, spans  # noqa: E402
from training.network import Network  # noqa: E402
from training.tokens import Encoded, Tokens  # noqa: E402

WEIGHTS = Path(__file__).parents[2] / "src" / "dragoman" / "weights"


@pytest.fixture(scope="module")
def read() -> list[Text]:
    """Two texts of ours, annotated."""
    tokens = Tokens(WEIGHTS / "tokenizer.json")
    said = {"type": "CONSULT", "status": "planned", "trigger": "will meet", "actor": [["Elbonia", "UNK"]], "recipient": [["Kazakhstan", "KAZ"]],
            "when": None, "when_text": "Monday", "where": None, "said_by": [["the ministry", "UNK", "official"]]}
    lines = [{"text": "Elbonia will meet Kazakhstan on Monday, the ministry said.", "published": "2025-01-06", "statements": [said]},
             {"text": "Nothing happened in Astana.", "published": "2025-01-06", "statements": []}]
    return [annotated(line, tokens) for line in lines]


@pytest.fixture(scope="module")
def net() -> Network:
    torch.manual_seed(0)
    return Network(Encoder(20_000, 48, 3, 12, 16, relative=True)).eval()


def test_a_batch_is_padded_to_eights_and_holds_what_is_annotated(read):
    a = collated(read)
    assert a["ids"].shape[1] % 8 == 0 and a["mask"].sum() == sum(len(t.ids) for t in read)
    first, last = read[0].triggers[0].span
    assert a["trigger"][0, first] == 1 and (a["trigger"][0, first + 1:last] == 2).all() and (a["trigger"][a["mask"]] >= 0).all()
    assert (a["trigger"][~a["mask"]] == -1).all()
    start, end = read[0].triggers[0].roles["actor"][0]
    tags = a["roles"][0, :, ROLES.index("actor")]
    assert tags[start] == 1 and (tags[start + 1:end] == 2).all() and (tags > 0).sum() == end - start


def test_what_teachers_may_take_for_a_trigger_goes_on_over_what_is_inside():
    out, begin, inside, maybe = [0.9, 0.1, 0.0], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.6, 0.3, 0.1]
    row, first, last = spans(torch.tensor([[out, begin, inside, inside, out], [maybe, out, out, begin, inside]]))
    assert list(zip(row.tolist(), first.tolist(), last.tolist(), strict=True)) == [(0, 1, 3), (1, 0, 0), (1, 3, 4)]


def test_a_pupil_that_says_what_its_teachers_say_is_taught_nothing(read, net):
    a = moved(collated(read))
    teachers = Teachers([copy.deepcopy(net), copy.deepcopy(net)])
    taught = loss_of(net, "plain", a, teachers=teachers)
    assert taught["t_state"].item() == pytest.approx(0, abs=1e-5)
    parts = [p for n, p in net.named_parameters() if n.startswith("trigger.")]
    other = torch.autograd.grad(taught["t_trigger"], parts)
    assert all(g.abs().max().item() < 1e-5 for g in other)
    annotated_too = loss_of(net, "reading", a, teachers=teachers)
    assert annotated_too["trigger"].item() == pytest.approx(loss_of(net, "reading", a)["trigger"].item() / 2)


def test_a_smaller_network_with_all_neurons_of_the_lowest_layers_says_what_these_say(read, net):
    sample = [collated(read)]
    a = moved(sample[0])
    assert torch.equal(smaller(net, sample, [0, 1, 2], 16).eval()(a["ids"], a["cases"], a["mask"])[0], net(a["ids"], a["cases"], a["mask"])[0])
    small = smaller(net, sample, [0, 2], 4)
    assert [layer.up.out_features for layer in small.encoder.layers] == [4, 4]
    assert all((net.encoder.layers[2].up.weight == row).all(1).any() for row in small.encoder.layers[1].up.weight)


def test_examples_are_read_as_they_were_written(read):
    again = [_text(json.loads(_line(("reading-0", t)))[1]) for t in read]
    one, two = collated(read), collated(again)
    assert one.keys() == two.keys() and all((one[k] == two[k]).all() for k in one)


def test_a_plan_has_each_task_so_often():
    made = {"reading-0": [Text(Encoded([1] * 8, [0] * 8, [], []), "reading")] * 4, "reading-1": [Text(Encoded([2] * 8, [0] * 8, [], []), "reading")] * 4,
            "plain": [Text(Encoded([3] * 8, [0] * 8, [], []), "plain")] * 4}
    plan = planned(made, {"reading": 3.0, "plain": 0.5}, 16, random.Random(1))
    seen = [t.ids[0] for batch in plan for t in batch]
    assert (seen.count(1), seen.count(2), seen.count(3)) == (8, 4, 2)


def test_a_course_teaches_and_its_mean_follows(read, net):
    tokens = Tokens(WEIGHTS / "tokenizer.json")
    pupil = copy.deepcopy(net)
    before = copy.deepcopy(pupil.state_dict())
    course = Course(pupil, tokens, (1e-3, 1e-2))
    course.step("reading", collated(read), 0.0)
    assert all(torch.equal(w, before[name]) for name, w in pupil.state_dict().items())  # at no pace nothing is learnt
    batch = moved(collated(read))
    first = loss_of(pupil, "reading", batch)["trigger"].item()
    for _ in range(25):
        course.step("reading", collated(read), 1.0)
    assert loss_of(pupil, "reading", batch)["trigger"].item() < first / 2
    moved_by, mean_by = (sum((net_.state_dict()[n] - w).norm() for n, w in before.items() if w.is_floating_point()) for net_ in (pupil, course.mean))
    assert 0 < mean_by < moved_by
    assert "trigger " in course.told()
