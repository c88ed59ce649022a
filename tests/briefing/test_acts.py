"""What is done, in the words of a report: the word for it, and its object where that stands right behind it."""
import pytest

from dragoman.briefing.acts import EXAMPLES, LONGEST, act


def entry(sentence, **changed):
    what = sentence[sentence.index("[") + 1:sentence.index("]")]
    quote = sentence.replace("[", "").replace("]", "")
    return {"what": what, "status": "planned", "evidence": [{"trigger": what, "quote": quote, "status": "planned", "confidence": 0.9}], **changed}


@pytest.mark.parametrize(("sentence", "said"), EXAMPLES)
def test_examples_are_told_with_the_object_that_follows_and_counterexamples_without(sentence, said):
    assert act(entry(sentence)) == said


def test_the_object_is_that_of_the_surest_quotation_in_which_the_word_stands():
    made = entry("Norland will [send] troops to Chile.")
    other = {"trigger": "dispatch", "quote": "Norland will dispatch nurses to Chile.", "status": "planned", "confidence": 1.0}
    less = {"trigger": "send", "quote": "Norland may send ships.", "status": "possible", "confidence": 1.0}
    assert act({**made, "evidence": [other, less, *made["evidence"]]}) == "send troops"
    assert act({**made, "evidence": [other]}) == act({"what": "send"}) == "send"


def test_a_word_whose_object_would_fill_the_line_stands_alone():
    assert act(entry(f"Norland will [build] a {'very ' * (LONGEST // 5)}long bridge.")) == "build"
