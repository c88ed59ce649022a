"""Status of events: of the statements of a reference reading, and of the events that MEANTIME marks for certainty, polarity and time.

    python -m evals.status [--data FOLDER|FILE.jsonl] [--weights FOLDER]

FOLDER holds MEANTIME's files (CAT XML, `EVENT_MENTION`), FILE is in the annotation guide's form, each line with its text.
Default: both ../shared/corpus/status/meantime and the silver dev part. Accuracy and macro F1 (the mean over the classes
that occur in the gold) are those of paired events: in FILE statements of one type paired as score_reading.py pairs them,
over six statuses; in MEANTIME the reader's trigger that overlaps a marked event most, one each, over four classes:

actual     occurred, ongoing        CERTAIN, POS, NON_FUTURE
planned    planned                  CERTAIN, POS, FUTURE
possible   possible                 POSSIBLE or PROBABLE, whatever polarity; a condition or what hangs on one
denied     denied, called_off       CERTAIN, NEG: what did not happen, was cancelled or put off

Left out: certainty UNDERSPECIFIED (intents and purposes, which our guide parts into planned and possible), generic
events, and events whose attributes are missing or unspecified. MEANTIME calls *expects to cut* PROBABLE where our guide
has it planned, so a perfect reader stays below 1 on it; its articles are about companies, of which few events are ours.
"""
from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from dragoman.model import Report, Span
from dragoman.reading import Reader
from evals.common import finish, lines, macro_f1, scorer, shared
from evals.reading import read

CLASSES = {"occurred": "actual", "ongoing": "actual", "planned": "planned", "possible": "possible", "denied": "denied", "called_off": "denied"}
LEFT = re.compile(r"[.,;:!?%)\]]|''|'|'s|'S|n't|'re|'ve|'ll|'d|'m|’|’s|”")
"""Tokens that no space parts from the one before."""

RIGHT = re.compile(r"[($\[“]|``")
"""Tokens that no space parts from the one after."""

BODY = 2
"""The sentence with which an article's body begins; before it are its title and its date."""

SIGNS = {"``": "“", "''": "”"}


def mapped(event: dict[str, str]) -> str | None:
    """The class of an EVENT_MENTION by its attributes, or None where it is left out."""
    certainty, polarity, time = (event.get(k) for k in ("certainty", "polarity", "time"))
    special = event.get("special_cases") or "NONE"
    if special == "GEN" or not certainty or not polarity or not time:
        return None
    if special.startswith("COND") or certainty in ("POSSIBLE", "PROBABLE"):
        return "possible"
    if certainty != "CERTAIN":
        return None
    if polarity == "NEG":
        return "denied"
    return {"FUTURE": "planned", "NON_FUTURE": "actual"}.get(time) if polarity == "POS" else None


def meantime(path: Path) -> tuple[Report, list[tuple[Span, str]]]:
    """An article, its title and date as lines of their own, and its marked events: characters from first to last token, and class."""
    root = ElementTree.parse(path).getroot()
    text, where, before, last = "", {}, "", None
    for token in root.iter("token"):
        word, sentence = token.text or "", int(token.get("sentence", 0))
        if text:
            close = RIGHT.fullmatch(before) or LEFT.fullmatch(word)
            text += "" if sentence == last and close else "\n" if sentence != last and sentence <= BODY else " "
        where[token.get("t_id")] = (len(text), len(text) + len(SIGNS.get(word, word)))
        text, before, last = text + SIGNS.get(word, word), word, sentence
    published = next((t.get("value", "")[:10] for t in root.iter("TIMEX3") if t.get("functionInDocument") == "CREATION_TIME"), None)
    events = []
    for mention in root.iter("EVENT_MENTION"):
        spans = [where[t.get("t_id")] for t in mention.iter("token_anchor") if t.get("t_id") in where]
        label = mapped(dict(mention.attrib))
        if spans and label:
            events.append(((min(spans)[0], max(b for _, b in spans)), label))
    return Report(path.stem, text, published=published), events


def paired(events: list[tuple[Span, str]], found: list[tuple[Span, str]]) -> list[tuple[str, str]]:
    """Classes of marked and of found events, those that share most characters first, each in one pair at most."""
    shares = sorted(((min(a[1], b[1]) - max(a[0], b[0]), -i, -j) for i, (a, _) in enumerate(events) for j, (b, _) in enumerate(found)), reverse=True)
    out, marked, taken = [], set(), set()
    for share, i, j in shares:
        if share > 0 and i not in marked and j not in taken:
            marked.add(i)
            taken.add(j)
            out.append((events[-i][1], found[-j][1]))
    return out


def in_meantime(folder: Path, reader: Reader) -> tuple[list[tuple[str, str]], int]:
    """Pairs of gold and predicted class, and the number of marked events."""
    files = sorted(folder.rglob("*.xml"))
    if not files:
        raise SystemExit(f"no .xml file under {folder}; give --data a folder of MEANTIME's files or a JSONL file of statements")
    out, marked = [], 0
    for f in files:
        report, events = meantime(f)
        marked += len(events)
        out += paired(events, [(s.span, CLASSES[s.status]) for s in reader.read(report)])
    return out, marked


def in_statements(path: Path, reader: Reader) -> Iterator[tuple[str, str]]:
    """Gold and predicted status of paired statements."""
    docs = lines(path)
    got = read(docs, reader)
    for d in docs:
        for gold, predicted in scorer().pair(d.get("title", "") + "\n" + d["text"], d["statements"], got[d["id"]]["statements"]):
            yield gold["status"], predicted["status"]


def show(name: str, pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Print a table of gold classes by what they were taken for; accuracy and macro F1."""
    counts = Counter(pairs)
    classes = sorted({x for pair in pairs for x in pair})
    accuracy = sum(n for (g, p), n in counts.items() if g == p) / max(1, len(pairs))
    macro = macro_f1([g for g, _ in pairs], [p for _, p in pairs])
    print(f"{name}: {len(pairs)} paired, accuracy {accuracy:.3f}, macro F1 {macro:.3f}")
    print(f"{'gold':12}" + "".join(f"{c:>12}" for c in classes))
    for g in classes:
        print(f"{g:12}" + "".join(f"{counts[g, p]:12}" for p in classes))
    return accuracy, macro


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path)
    ap.add_argument("--weights")
    a = ap.parse_args()
    reader = Reader(a.weights)
    out: dict = {}
    for path in [a.data] if a.data else [shared() / "corpus" / "status" / "meantime", shared() / "corpus" / "silver" / "dev.jsonl"]:
        if path.is_dir():
            pairs, marked = in_meantime(path, reader)
            out["meantime_accuracy"], out["meantime_macro"] = show(f"meantime, {marked} marked events", pairs)
        else:
            out["accuracy"], out["macro"] = show(path.name, list(in_statements(path, reader)))
    finish(out)


if __name__ == "__main__":
    main()
