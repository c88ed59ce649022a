"""PLOVER's exchange format: a JSON object a line."""
import json

from dragoman.coders import plover

RECORD = {"id": "T-1", "date": "2024-05-16", "actor": [{"code": "RUS", "sector": "GOV", "entity_text": "Vladimir Putin"}],
          "recipient": [{"code": "CHN", "entity_text": "Xi Jinping"}], "event": ["CONSULT"], "mode": ["visit"], "event_scale": 2.1,
          "event_loc": {"resolved_place": "Beijing", "country_code": "CHN"}, "cite_info": {"url": "https://example.org/b"}}


def line(**fields):
    return json.dumps({**RECORD, **fields})


def test_a_record_is_an_event(code):
    (event,), errors, left = code("plover", line())
    assert (event.coder, event.day, event.type, event.actor, event.recipient) == ("plover", "2024-05-16", "CONSULT", "RUS", "CHN")
    assert (event.actor_text, event.recipient_text, event.code, event.goldstein) == ("Vladimir Putin", "Xi Jinping", "CONSULT/visit", 2.1)
    assert (event.where, event.url) == ("Beijing", "https://example.org/b")
    assert not errors and not left


def test_the_least_record_of_the_manual_is_an_event(code):
    (event,), errors, _ = code("plover", '{"id": "P-42", "date": "2016-07-24", "actor": [{"code": "USA"}], "event": ["MOBILIZE"]}')
    assert (event.actor, event.recipient, event.actor_text, event.goldstein) == ("USA", "UNK", None, None) and not errors


def test_names_of_fields_may_have_spaces_and_lists_may_be_single(code):
    record = {"id": "1", "date": "2016-07-24", "actor": {"entity code": "FRA", "entity text": "Paris"}, "recipient": ["DEU"], "event": "agree",
              "event scale": 4.2, "event loc": {"city": "Metz"}, "cite info": {"url": "u"}}
    (event,), _, _ = code("plover", json.dumps(record))
    assert (event.actor, event.recipient, event.type, event.goldstein, event.where, event.url) == ("FRA", "DEU", "AGREE", 4.2, "Metz", "u")


def test_several_parties_and_types_are_an_event_each(code):
    found, _, _ = code("plover", line(recipient=[{"code": "CHN"}, {"code": "MNG"}], event=["CONSULT", "SUPPORT"]))
    assert [(e.type, e.actor, e.recipient) for e in found] == [
        ("CONSULT", "RUS", "CHN"), ("CONSULT", "RUS", "MNG"), ("SUPPORT", "RUS", "CHN"), ("SUPPORT", "RUS", "MNG")]
    assert len({e.id for e in found}) == 4
    (mutual,), _, _ = code("plover", line(actor=[{"code": "RUS", "entity_text": "Moscow"}, {"code": "IRN", "entity_text": "Tehran"}], recipient=[]))
    assert (mutual.actor, mutual.recipient, mutual.actor_text, mutual.recipient_text) == ("RUS", "IRN", "Moscow", "Tehran")


def test_codes_of_non_states_become_ours_and_names_help_where_no_code_stands(code):
    parties = [{"code": "EUR"}, {"code": "IMG"}, {"code": "ISM"}, {"code": "SYR", "sector": "REB"}, {"code": "USAGOV"}, {"entity_text": "the Turkish army"},
               {"code": "IGO", "entity_text": "NATO"}, {"code": "???"}]
    found, _, _ = code("plover", *(line(id=str(n), actor=[p]) for n, p in enumerate(parties)))
    assert [e.actor for e in found] == ["EUU", "REB", "NGO", "REB", "USA", "TUR", "NAT", "UNK"]


def test_a_record_without_an_id_is_one_event_each_time_it_stands_there(code):
    lines = [line(id=None)] * 2 + [line(id=None, date="2024-05-17")]
    found, _, _ = code("plover", *lines)
    assert len({e.id for e in found}) == 3
    assert [e.id for e in code("plover", *lines)[0]] == [e.id for e in found]


def test_a_record_that_holds_no_event_is_counted(code):
    found, errors, left = code("plover", line(has_event=False), "", line())
    assert len(found) == 1 and not errors
    assert left == [(plover.NO_EVENT, 1)]


def test_a_wrong_line_is_named_and_the_others_go_on(code):
    found, errors, _ = code("plover", "{", "[1]", line(date="soon"), line(event=["MARRY"]), line(event=[]), line(actor=None))
    assert [(e.actor, e.recipient) for e in found] == [("UNK", "CHN")]
    named = ("line 1: no JSON;", "line 2: no JSON object", "line 3: 'soon' is no date", "line 4: MARRY", "line 5: nothing")
    for error, words in zip(errors, named, strict=True):
        assert words in error
