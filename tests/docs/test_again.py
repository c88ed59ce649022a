"""What a page shows is put in the place of what it showed, where it stands, and cut as it was."""
from __future__ import annotations

import pytest

from docs.again import renewed, rewrite
from docs.consoles import commands


@pytest.mark.parametrize("shown, printed, now", [
    (["a 1", "b 2"], ["a 1", "b 3", "c 4"], ["a 1", "b 3", "c 4"]),
    (["events 293", "...", "the treaty was signed", "..."], ["events 295", "x", "y", "the treaty was signed today", "z"],
     ["events 295", "...", "the treaty was signed today", "..."]),
    (["...", "total 12"], ["a", "b", "total 13"], ["...", "total 13"]),
    (['{"total":6,"rows":[…]}'], ['{"total":5,"rows":[1,2,3,4,5]}'], ['{"total":5,"rows":[…]}']),
    (["id 12ab  told by the m…"], ["id 77cd  told by the ministry of trade"], ["id 77cd  told by the m…"]),
])
def test_the_likest_lines_of_what_is_printed_take_the_place_of_those_shown(shown, printed, now):
    assert renewed(shown, printed) == now


def test_lines_of_a_page_are_written_where_the_command_shows_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A\n\n2 rows\n\n```console\n$ one\n2 rows\n$ two\n2 rows\n```\n\n2 rows\n", encoding="utf-8")
    assert rewrite(page, commands(page)[1], ["3 rows", "and more"])
    assert page.read_text(encoding="utf-8") == "# A\n\n2 rows\n\n```console\n$ one\n2 rows\n$ two\n3 rows\nand more\n```\n\n2 rows\n"
    assert not rewrite(page, commands(page)[1].__class__(page, 1, "$ none", ("nowhere",)), ["x"])
