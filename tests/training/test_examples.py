"""Annotated articles as examples: each statement goes with the window of its trigger; runs where PyTorch is installed, as for training."""
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

WEIGHTS = Path(__file__).parents[2] / "src" / "dragoman" / "weights"
TEXT = ("Elbonia will attack no one, its minister said. Nobody fears an attack.\n"
        "Borduria says that the attack on its port was Elbonia's, and that a second attack is planned.")


def statement(text, words, status="occurred"):
    at = text.index(words) + words.index("attack")
    return {"trigger": "attack", "type": "ASSAULT", "status": status, "actor": [["Elbonia", "ELB"]], "recipient": [], "when": None, "at": at}


@pytest.fixture(scope="module")
def tokens():
    from training.tokens import Tokens

    return Tokens(WEIGHTS / "tokenizer.json", 224)


def words(tokens, text, trigger):
    a, b = trigger.span
    return tokens.tokenizer.decode(text.ids[a - 2:b + 2])


def test_a_trigger_that_stands_several_times_is_the_one_that_was_annotated(tokens):
    from training.examples import cut

    line = {"text": TEXT, "published": "2025-01-13", "statements": [statement(TEXT, "a second attack", "planned"), statement(TEXT, "the attack on")]}
    first, second = cut(line, tokens)
    assert not first.triggers
    assert sorted(words(tokens, second, t) for t in second.triggers) == ["a second attack is planned", "that the attack on its"]


def test_without_places_the_second_statement_of_a_word_is_its_second_occurrence(tokens):
    from training.examples import cut

    text = TEXT.split("\n")[1]
    one, other = (statement(text, "the attack on"), statement(text, "a second attack"))
    del one["at"], other["at"]
    (made,) = cut({"text": text, "published": "2025-01-13", "statements": [one, other]}, tokens)
    assert [words(tokens, made, t) for t in made.triggers] == ["that the attack on its", "a second attack is planned"]


def test_who_is_named_elsewhere_is_learnt_from_the_words_beside(tokens):
    from training.examples import cut

    text = "Elbonia's minister, Ann Otter, spoke.\nThe attack was a mistake, she said."
    told = statement(text, "The attack was") | {"said_by": [["Ann Otter", "ELB", "official"]]}
    for spoken, found in ((None, []), ("she", ["she"])):
        _, made = cut({"text": text, "published": "2025-01-13", "statements": [told | {"spoken": spoken}]}, tokens)
        spans = made.triggers[0].roles["source"]
        assert [tokens.tokenizer.decode(made.ids[a:b]) for a, b in spans] == found
