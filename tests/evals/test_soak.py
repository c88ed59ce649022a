"""What a soak writes down, and what it kills."""
import csv
import os

from evals import soak


def test_figures_stand_under_their_names_where_a_process_comes_later_or_is_away(tmp_path):
    where, rows = tmp_path / "soak.csv", [{"seconds": 10, "cpu": 1}, {"seconds": 20, "reader": 300, "cpu": 2}, {"seconds": 30, "cpu": 3}]
    for n in range(len(rows)):
        soak.write(rows[:n + 1], where)
    with where.open(newline="") as f:
        assert [{k: int(v) for k, v in row.items() if v} for row in csv.DictReader(f)] == rows


def test_a_process_that_ends_while_it_is_measured_is_not_measured(monkeypatch, tmp_path):
    process = soak.Process("us", [], tmp_path)
    process.running = type("Running", (), {"pid": os.getpid()})()
    monkeypatch.setattr(process, "started", lambda: [2 ** 22 + 1])
    monkeypatch.setattr(soak, "reads", lambda pid: True)
    found = process.measured()
    assert found["rss"] > 1 and not any(name.startswith(("reader", "both")) for name in found)
