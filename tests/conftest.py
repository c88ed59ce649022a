"""What tests share: the reader as it ships, loaded once, and reports of our own words."""
from __future__ import annotations

import pytest

from dragoman.model import Report
from dragoman.reading import Reader

TREATY = (
    "Russia and Turkmenistan are reportedly planning to sign a border treaty in Ashgabat on Friday.\n"
    "A Turkmen diplomatic source told the newspaper Kommersant that the signing was planned for mid-March. "
    "“We have been working on the text for two years,” he added.\n"
    "Kazakhstan denied that it had sent troops to the border. Kazakh officials fear the treaty could lead to a blockade of the Caspian ports."
)


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(threads=2)


@pytest.fixture
def treaty() -> Report:
    return Report("treaty", TREATY, "A border treaty", "2024-03-12", "The Test Courier (invented)")
