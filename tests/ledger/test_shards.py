"""Inputs that were read to their end are noted, and noted anew."""
from dataclasses import replace

from dragoman.ledger import ShardDone, open_ledger

DONE = ShardDone("5a" * 8, "crawl/1.warc.gz", "m" * 16, "r/1 published=", 5_000_000_000, 30_000, 2, "2025-02-01T10:00:00+00:00")


def test_what_is_done_is_remembered_by_whoever_opens_the_ledger(place):
    where = place()
    with open_ledger(where) as ledger:
        assert ledger.shard_done(DONE.id) is None
        ledger.note_shard(DONE)
    with open_ledger(where) as other:
        assert other.shard_done(DONE.id) == DONE
        assert other.shard_done("6b" * 8) is None


def test_a_shard_that_is_read_again_is_noted_in_the_place_of_before(ledger):
    ledger.note_shard(DONE)
    ledger.note_shard(replace(DONE, mark="n" * 16, reports=31_000))
    assert ledger.shard_done(DONE.id).reports == 31_000
