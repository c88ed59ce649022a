"""Paragraphs, sentences and windows as character ranges."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading.text import paragraphs, pieces, sentences


@pytest.mark.parametrize(("text", "n"), [
    ("The minister left. The envoy stayed.", 2),
    ("Mr. Ahn met Gen. Ruiz on Jan. 5. They talked.", 2),
    ("The U.S. Army said so. Then it left.", 2),
    ("Amb. Orvelle met Rev. Ahn. They talked.", 2),
    ("He said “We agree.” Then he left.", 2),
    ("It cost 3.5 million dollars", 1),
])
def test_sentences_end_where_a_reader_ends_them(text, n):
    found = sentences(text, (0, len(text)))
    assert len(found) == n
    assert text[found[0][0]] == text[0]


def test_lines_without_letters_and_stretches_to_skip_are_no_paragraphs():
    text = "Top Videos\n3\n  The envoy left.  "
    assert [text[a:b] for a, b in paragraphs(text, [(0, 10)])] == ["The envoy left."]


@given(st.text(alphabet="ab .\n“”A", max_size=300))
def test_pieces_cover_every_paragraph_and_nothing_twice(text):
    found = pieces(text, paragraphs(text), 40)
    assert all(a < b for a, b in found)
    assert all(x[1] <= y[0] for x, y in zip(found, found[1:], strict=False))
    whole = "".join(text[a:b] for a, b in paragraphs(text))
    assert "".join(text[a:b] for a, b in found) == whole


@pytest.mark.parametrize(("line", "rest"), [
    ("MOSCOW, January 13, 2025 (Agency) - Iran will sign.", "Iran will sign."),
    ("TEL AVIV, January 18, 2025 (A Paper, invented outlet; The Wire) - A day later.", "A day later."),
    ("NAIROBI, Kenya (AP) _ The envoy left.", "The envoy left."),
    ("LONDON — The envoy left.", "The envoy left."),
    ("UNITED NATIONS, Feb. 3 (Reuters) - “We agree,” he said.", "“We agree,” he said."),
    ("NATO - the alliance of the West - agreed.", "NATO - the alliance of the West - agreed."),
    ("US-led forces left.", "US-led forces left."),
    ("Iran and Russia - which signed - agreed.", "Iran and Russia - which signed - agreed."),
])
def test_a_dateline_is_no_part_of_the_paragraph(line, rest):
    ((a, b),) = paragraphs(line)
    assert line[a:b] == rest
