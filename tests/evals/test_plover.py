"""Figures of relation evals, by hand."""
import json
import sys

import pytest

from evals import plover
from evals.common import macro_f1
from training.plover import likeliest, plv, unmark


def test_macro_f1_is_the_mean_over_classes_of_the_gold():
    # a: 2 right of 3 asked and 2 given; b: 1 right of 1 asked and 2 given; c is given only and counts for no class
    assert macro_f1("aaab", "aacb") == pytest.approx((4 / 5 + 1) / 2)
    assert macro_f1("aaab", "aabb") == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert macro_f1("ab", "ba") == 0
    assert macro_f1([], []) == 0


def test_quad_and_binary_are_those_of_the_root():
    gold = ["CONSULT", "AID", "ACCUSE", "ASSAULT"]
    got = ["AGREE", "AID", "ASSAULT", "ASSAULT"]
    f = plover.figures(gold, got)
    assert f["root"] == pytest.approx((0 + 1 + 0 + 2 / 3) / 4)
    assert f["quad"] == pytest.approx((1 + 1 + 0 + 2 / 3) / 4)  # AGREE is verbal cooperation, as CONSULT is
    assert f["binary"] == 1


def test_yield_is_material_cooperation_and_what_concede_and_retreat_are_together():
    chances = {"CONCEDE": 0.3, "RETREAT": 0.25, "ACCUSE": 0.45}
    assert likeliest(chances, folded=True) == "YIELD"
    assert likeliest(chances, folded=False) == "ACCUSE"
    assert plover.figures(["YIELD"], ["AID"])["quad"] == 1


def test_marks_are_taken_out_and_lead_back_to_the_words():
    text, marks = unmark("On Friday <s>the Elbonian army </s>shelled <t>Borduria</t>, and <t>Borduria</t> <s>it</s>.")
    assert text == "On Friday the Elbonian army shelled Borduria, and Borduria it."
    assert {k: text[slice(*s)] for k, s in marks.items()} == {"s": "the Elbonian army", "t": "Borduria"}
    assert marks["t"][0] < text.rindex("Borduria")


def test_one_party_may_hold_the_other():
    text, marks = unmark("<s><t>Elbonian</t> rebels</s> laid down arms.")
    assert {k: text[slice(*s)] for k, s in marks.items()} == {"s": "Elbonian rebels", "t": "Elbonian"}


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("marked_sentence\tgold_root\n<s>Elbonia</s> frees <t>Borduria</t>'s sailors.\tYIELD\n<s>Elbonia</s> opens an inquiry.\tACCUSE\n"
                    "<s>Elbonia</s> does something to <t>Borduria</t>.\tPUZZLE\n", encoding="utf-8")
    return path


def test_a_party_that_is_not_marked_is_none(table):
    rows = plv(table)
    assert [(r.root, r.recipient is None) for r in rows] == [("YIELD", False), ("ACCUSE", True), ("PUZZLE", False)]


def test_a_file_in_another_form_is_an_error_that_names_the_column(tmp_path):
    path = tmp_path / "other.tsv"
    path.write_text("sentence\tgold_root\nElbonia waits.\tAGREE\n", encoding="utf-8")
    with pytest.raises(ValueError, match="marked_sentence"):
        plv(path)


def test_the_command_scores_a_file_and_says_what_it_leaves_out(table, monkeypatch, capsys):
    class Fake:
        def __init__(self, weights):
            pass

        def acts(self, sentence, actor, recipient):
            return {"CONCEDE": 0.4, "RETREAT": 0.2, "ACCUSE": 0.4} if recipient else {"CONCEDE": 0.0, "RETREAT": 0.6, "ACCUSE": 0.4}

    monkeypatch.setattr(plover, "Reader", Fake)
    monkeypatch.setattr(sys, "argv", ["plover", "--data", str(table)])
    plover.main()
    printed = capsys.readouterr().out
    assert "PUZZLE" in printed
    assert json.loads(printed.splitlines()[-1]) == {"root": pytest.approx((2 / 3 + 0) / 2, abs=1e-4), "quad": pytest.approx(1 / 3, abs=1e-4),
                                                    "binary": pytest.approx(1 / 3, abs=1e-4)}
