"""A ledger file from somebody else: nothing in it acts on what is written, or answers in our tables' place."""
import sqlite3

import pytest

from dragoman.ledger import open_ledger
from dragoman.model import LedgerError

REACHES = ("load_extension('/tmp/x')", "readfile('/etc/passwd')", "writefile('/tmp/x', 'y')", "edit('x')")


def changed(path, *statements: str) -> None:
    open_ledger(path).close()
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("statement", [
    "CREATE TRIGGER gone AFTER INSERT ON judgement BEGIN DELETE FROM judgement; END",
    "CREATE TRIGGER report_words_changed2 AFTER INSERT ON report BEGIN UPDATE report SET text = 'nothing'; END",
    "CREATE TRIGGER late INSTEAD OF INSERT ON seen BEGIN SELECT 1; END"])
def test_a_trigger_that_is_not_ours_is_refused(tmp_path, statement):
    path = tmp_path / "l.db"
    changed(path, "CREATE VIEW seen AS SELECT 1 AS a", statement)
    with pytest.raises(LedgerError, match="has a trigger '.*' that no ledger has"):
        open_ledger(path)


def test_one_of_our_triggers_with_another_body_is_refused(tmp_path):
    path = tmp_path / "l.db"
    changed(path, "DROP TRIGGER report_words_removed", "CREATE TRIGGER report_words_removed AFTER DELETE ON report BEGIN DELETE FROM judgement; END")
    with pytest.raises(LedgerError, match="trigger 'report_words_removed'"):
        open_ledger(path)


def test_a_view_in_the_place_of_a_table_is_refused_and_one_beside_them_is_not(tmp_path):
    path = tmp_path / "l.db"
    changed(path, "CREATE VIEW mine AS SELECT id, title FROM report")
    open_ledger(path).close()
    changed(path, "DROP TABLE dyad_count", "CREATE VIEW dyad_count AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS a FROM n")
    with pytest.raises(LedgerError, match="view 'dyad_count'"):
        open_ledger(path)


@pytest.mark.parametrize("reach", REACHES)
def test_what_is_in_the_file_calls_nothing_outside_it(tmp_path, reach, filed):
    path = tmp_path / "l.db"
    open_ledger(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'text TEXT NOT NULL', 'text TEXT NOT NULL CHECK (' || ? || ' IS NULL)') "
                       "WHERE name = 'report'", (reach,))
    connection.commit()
    connection.close()
    with pytest.raises(LedgerError), open_ledger(path) as ledger:
        ledger.add(filed("r", "2024-01-01"), [], "r1")


def test_a_connection_trusts_no_schema(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger, ledger._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA cell_size_check").scalar() == 1
