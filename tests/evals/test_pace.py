"""The benchmark reads what it says it reads, and its figures hang together."""
import pytest

from evals.benchmark import repeated
from evals.pace import ARTICLE, machine, measured


def test_reports_are_repeated_until_the_words_are_there_under_ids_of_their_own():
    reports = repeated(12_000)
    words = [len(r.text.split()) for r in reports]
    assert sum(words) >= 12_000 > sum(words[:-1])
    assert len({r.id for r in reports}) == len(reports) > len({r.text for r in reports})


@pytest.mark.long
def test_figures_hang_together(reader):
    reports = repeated(500)
    pace = measured(reader, reports, rounds=1)
    assert pace.words == sum(len(r.text.split()) for r in reports)
    assert pace.statements == sum(len(reader.read(r)) for r in reports)
    assert pace.articles == pace.words / pace.whole / ARTICLE
    assert pace.share == pace.bare / pace.alone
    assert pace.peak > 50


def test_the_machine_is_named():
    assert "onnxruntime" in machine()
    assert "Python" in machine()
