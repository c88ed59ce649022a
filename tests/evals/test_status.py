"""MEANTIME's form and marks, on an article of our own."""
import pytest

from evals.status import mapped, meantime, paired

ARTICLE = """<?xml version="1.0"?><Document doc_id="1" doc_name="own" lang="en">
{tokens}
<Markables>
<EVENT_MENTION certainty="CERTAIN" m_id="1" polarity="POS" special_cases="NONE" time="FUTURE"><token_anchor t_id="2"/><token_anchor t_id="3"/></EVENT_MENTION>
<EVENT_MENTION certainty="CERTAIN" m_id="2" polarity="NEG" special_cases="NONE" time="NON_FUTURE"><token_anchor t_id="12"/></EVENT_MENTION>
<EVENT_MENTION certainty="UNDERSPECIFIED" m_id="3" polarity="POS" special_cases="NONE" time="FUTURE"><token_anchor t_id="15"/></EVENT_MENTION>
<TIMEX3 functionInDocument="CREATION_TIME" m_id="4" type="DATE" value="2009-05-14"><token_anchor t_id="4"/></TIMEX3>
</Markables></Document>"""
SENTENCES = [["Elbonia", "takes", "over"], ["May", "14"], ["``", "Borduria", "'s", "army", "(", "only", "didn't", "fire", ")", ",", "''", "it", "wants"]]


@pytest.mark.parametrize(("certainty", "polarity", "time", "special", "label"), [
    ("CERTAIN", "POS", "NON_FUTURE", "NONE", "actual"),
    ("CERTAIN", "POS", "FUTURE", "NONE", "planned"),
    ("CERTAIN", "NEG", "NON_FUTURE", "NONE", "denied"),
    ("CERTAIN", "NEG", "FUTURE", "NONE", "denied"),
    ("POSSIBLE", "POS", "FUTURE", "NONE", "possible"),
    ("PROBABLE", "UNDERSPECIFIED", "FUTURE", "NONE", "possible"),
    ("CERTAIN", "POS", "FUTURE", "COND_MAIN_CLAUSE", "possible"),
    ("CERTAIN", "POS", "UNDERSPECIFIED", "NONE", None),
    ("CERTAIN", "UNDERSPECIFIED", "FUTURE", "NONE", None),
    ("UNDERSPECIFIED", "UNDERSPECIFIED", "FUTURE", "NONE", None),
    ("CERTAIN", "POS", "NON_FUTURE", "GEN", None),
    ("", "", "", "", None),
])
def test_attributes_make_a_class_or_are_left_out(certainty, polarity, time, special, label):
    assert mapped({"certainty": certainty, "polarity": polarity, "time": time, "special_cases": special}) == label


def test_an_event_without_attributes_is_left_out():
    assert mapped({"m_id": "9"}) is None


def test_tokens_become_a_text_and_events_its_characters(tmp_path):
    words = [(w, s) for s, sentence in enumerate(SENTENCES) for w in sentence]
    tokens = "\n".join(f'<token number="{i}" sentence="{s}" t_id="{i + 1}">{w}</token>' for i, (w, s) in enumerate(words))
    path = tmp_path / "own.xml"
    path.write_text(ARTICLE.format(tokens=tokens), encoding="utf-8")
    report, events = meantime(path)
    assert report.text == "Elbonia takes over\nMay 14\n“Borduria's army (only didn't fire),” it wants"
    assert report.published == "2009-05-14"
    assert [(report.text[slice(*span)], label) for span, label in events] == [("takes over", "planned"), ("didn't", "denied")]


def test_an_event_is_paired_once_and_with_what_overlaps_it_most():
    events = [((0, 10), "planned"), ((20, 25), "denied")]
    found = [((8, 12), "actual"), ((0, 7), "possible"), ((30, 35), "actual"), ((20, 21), "denied")]
    assert sorted(paired(events, found)) == [("denied", "denied"), ("planned", "possible")]
    assert paired(events, [((10, 12), "actual")]) == []
