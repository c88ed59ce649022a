"""Parties in tokens, and the act between them."""
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from dragoman.model import TYPES, DragomanError, InputError
from dragoman.reading import Reader
from dragoman.reading.encoder import LIMIT
from dragoman.reading.relation import MARKS, NOBODY, inclusive, mark

SHIPPED = Path(__file__).parents[2] / "src" / "dragoman" / "weights"
SENTENCE = "Elbonia accused Borduria of lying."
ACTOR, RECIPIENT = (0, 7), (16, 24)


@pytest.fixture
def without_relation(tmp_path):
    for name in ("encoder.onnx", "heads.onnx", "tokenizer.json", "card.json"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def words(reader, window, span):
    return SENTENCE[window.offsets[span[0]][0]:window.offsets[span[1]][1]]


def test_a_span_is_the_tokens_that_share_a_character_with_it():
    offsets = [(0, 0), (0, 3), (3, 7), (8, 10), (0, 0)]
    assert inclusive(offsets, (0, 7)) == (1, 2)
    assert inclusive(offsets, (2, 4)) == (1, 2)
    assert inclusive(offsets, (7, 8)) is None
    assert inclusive(offsets, (0, 0)) is None


def test_marks_stand_around_the_parties():
    ids, cases, offsets, a, r = mark([101, 5, 6, 7, 102], [0, 1, 1, 2, 0], [(0, 0), (0, 1), (1, 2), (3, 4), (0, 0)], (1, 2), (3, 3), [91, 92, 93, 94])
    assert ids == [101, 91, 5, 6, 92, 93, 7, 94, 102]
    assert cases == [0, 0, 1, 1, 0, 0, 2, 0, 0]
    assert offsets[2] == (0, 1) and offsets[1] == (0, 0)
    assert (a, r) == ((1, 1), (5, 5))


@pytest.mark.parametrize(("actor", "recipient", "ids"), [
    ((1, 2), (1, 1), [101, 91, 93, 5, 94, 6, 92, 102]),  # Elbonian in Elbonian rebels
    ((2, 2), (1, 2), [101, 93, 5, 91, 6, 92, 94, 102]),
    ((1, 1), NOBODY, [101, 91, 5, 92, 6, 102]),
    (NOBODY, (2, 2), [101, 5, 93, 6, 94, 102]),
])
def test_marks_nest_and_nobody_has_none(actor, recipient, ids):
    got = mark([101, 5, 6, 102], [0] * 4, [(0, 0), (0, 1), (1, 2), (0, 0)], actor, recipient, [91, 92, 93, 94])
    assert got[0] == ids
    for span, opening in zip(got[3:], (91, 93), strict=True):
        assert span == NOBODY or got[0][span[0]] == opening


def test_parties_lead_to_their_tokens(reader, monkeypatch):
    monkeypatch.setitem(reader.encoder.card, "marks", [])
    window, a, r = reader.encoder.pair(SENTENCE, ACTOR, RECIPIENT)
    assert (words(reader, window, a), words(reader, window, r)) == ("Elbonia", "Borduria")
    assert reader.encoder.pair(SENTENCE, ACTOR, None)[2] == NOBODY


def test_the_card_says_whether_marks_go_in(reader, monkeypatch):
    monkeypatch.setitem(reader.encoder.card, "marks", [])
    plain = reader.encoder.pair(SENTENCE, ACTOR, RECIPIENT)[0]
    monkeypatch.setitem(reader.encoder.card, "marks", list(MARKS))
    window, a, r = reader.encoder.pair(SENTENCE, ACTOR, RECIPIENT)
    marks = [reader.encoder.tokenizer.token_to_id(m) for m in MARKS]
    assert None not in marks
    assert [i for i in window.ids if i not in marks] == plain.ids
    assert [window.ids[a[0]], window.ids[r[0]]] == [marks[0], marks[2]]


def test_of_a_long_sentence_the_part_that_holds_both_parties_is_taken(reader, monkeypatch):
    monkeypatch.setitem(reader.encoder.card, "marks", [])
    far = "well " * (LIMIT + 50)
    sentence = far + SENTENCE
    a, r = ((s[0] + len(far), s[1] + len(far)) for s in (ACTOR, RECIPIENT))
    window, first, second = reader.encoder.pair(sentence, a, r)
    assert len(window.ids) == LIMIT
    assert [sentence[window.offsets[s[0]][0]:window.offsets[s[1]][1]] for s in (first, second)] == ["Elbonia", "Borduria"]
    with pytest.raises(InputError, match="within"):
        reader.encoder.pair(sentence, (0, 4), r)


@pytest.mark.parametrize("span", [(7, 8), (500, 510), (3, 3)])
def test_a_span_without_a_word_is_an_error_that_says_so(reader, span):
    with pytest.raises(InputError, match="holds a word"):
        reader.encoder.pair(SENTENCE, span, RECIPIENT)


def test_the_likeliest_type_and_its_probability(reader, monkeypatch):
    def relate(batch, actor, recipient):
        assert actor.shape == recipient.shape == (1, 2)
        logits = np.zeros((1, len(TYPES)), np.float32)
        logits[0, TYPES.index("ACCUSE")] = np.log(15 * 3)
        return logits

    monkeypatch.setattr(reader.encoder, "relate", relate)
    assert reader.relation(SENTENCE, ACTOR, RECIPIENT) == ("ACCUSE", pytest.approx(0.75))
    assert sum(reader.acts(SENTENCE, ACTOR, RECIPIENT).values()) == pytest.approx(1)


def test_weights_without_the_graph_read_reports_and_say_what_they_lack(without_relation, treaty):
    bare = Reader(without_relation, threads=1)
    assert bare.read(treaty)
    with pytest.raises(DragomanError, match="relation.onnx"):
        bare.relation(SENTENCE, ACTOR, RECIPIENT)


@pytest.mark.skipif(not (SHIPPED / "relation.onnx").is_file(), reason="the weights that ship lack relation.onnx")
@pytest.mark.parametrize(("sentence", "type"), [
    ("Turkey bombed Georgia.", "ASSAULT"), ("Peru condemned Chile.", "ACCUSE"), ("Kenya will host Uganda for talks.", "AGREE"),
    ("Norway sent medicine to Sudan.", "AID"), ("France threatened to attack Mali.", "THREATEN")])
def test_plain_acts_get_their_type(reader, sentence, type):
    actor, recipient = (m.span() for m in re.finditer(r"[A-Z]\w+", sentence))
    assert reader.relation(sentence, actor, recipient)[0] == type
