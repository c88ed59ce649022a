"""Numbers in figures and words."""
import pytest

from dragoman.relations.figures import FIGURES, figures, value


@pytest.mark.parametrize(("words", "interval"), FIGURES.items())
def test_the_figure_in_words(words, interval):
    assert [(f.low, f.high) for f in figures(f"Officials said {words} people died.")] == ([interval] if interval else [])


def test_a_figure_stands_where_it_says():
    text = "In all, at least 1,200 of 3,000 men left."
    assert [(f.words, text[slice(*f.span)]) for f in figures(text)] == [("at least 1,200", "at least 1,200"), ("3,000", "3,000")]


@pytest.mark.parametrize(("words", "number"), [("forty-two", 42), ("three hundred and five", 305), ("two thousand", 2000), ("1.2 million", 1_200_000),
                                               ("a hundred", 100), ("3 dozen", 36)])
def test_the_value_of_words(words, number):
    assert value(words) == number
