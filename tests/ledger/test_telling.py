"""What was told to whom."""
from __future__ import annotations

from dragoman.ledger import ToldAlert, stamp

BODY = {"id": "a1", "headline": "Iran and Russia: sign"}


def alert(id_: str = "a1", day: str = "2025-01-17") -> ToldAlert:
    return ToldAlert(id_, "announced", "docket pending", day, ("s1", "s2"))


def due(ledger) -> str:
    """When the next delivery is to be tried."""
    with ledger._engine.connect() as connection:
        return connection.exec_driver_sql("SELECT min(next_at) FROM delivery WHERE delivered IS NULL").scalar()


def test_an_alert_is_kept_once_and_owed_to_each_target(ledger):
    assert not ledger.alerts_begun()
    assert ledger.keep_alerts([(alert("old"), None)], (), start=True) == 1
    assert ledger.alerts_begun()
    assert ledger.keep_alerts([(alert(), BODY)], ["-", "hook"]) == 1
    assert ledger.keep_alerts([(alert(), BODY), (alert("old"), BODY)], ["-"]) == 0
    assert [(o.target, o.tries, o.body) for o in ledger.owed(["-", "hook"])] == [("-", 0, BODY), ("hook", 0, BODY)]
    assert {t.id for t in ledger.told("2025-01-17")} == {"old", "a1"}
    assert ledger.told("2025-01-18") == []
    assert ledger.told("2025-01-01")[0].statements == ("s1", "s2")


def test_what_did_not_arrive_is_owed_until_it_has(ledger):
    ledger.keep_alerts([(alert(), BODY)], ["hook"])
    (owed,) = ledger.owed(["hook"])
    ledger.trying(owed)
    ledger.put_off(owed, "no answer", stamp(60))
    assert ledger.owed(["hook"]) == []
    assert due(ledger) > stamp(50)
    ((target, n, _, error),) = ledger.undelivered()
    assert (target, n, error) == ("hook", 1, "no answer")
    ledger.put_off(owed, "no answer", stamp(-1))
    (owed,) = ledger.owed(["hook"])
    assert owed.tries == 1
    ledger.delivered(owed)
    assert ledger.undelivered() == []
    assert ledger.owed(["hook"]) == []


def test_two_that_deliver_at_once_do_not_both(ledger):
    ledger.keep_alerts([(alert(), BODY)], ["hook"])
    (one,), (same,) = ledger.owed(["hook"]), ledger.owed(["hook"])
    assert ledger.trying(one)
    assert not ledger.trying(same)
    assert ledger.owed(["hook"]) == []
    assert stamp(50) < due(ledger) < stamp(70)
    ledger.delivered(one)
    assert not ledger.trying(one._replace(tries=1))


def test_what_is_owed_to_nobody_any_more_is_dropped(ledger):
    ledger.keep_alerts([(alert(), BODY)], ["hook", "-"])
    assert ledger.only_to(["-"]) == 1
    assert [target for target, *_ in ledger.undelivered()] == ["-"]
