"""Time expressions against TimeML corpora: relaxed, strict and value F1 as TempEval-3 defines them.

    python evals/dates.py [--data PATH ...] [--errors N]

Only the text between <TEXT> and </TEXT> counts; the day of publication is the TIMEX3 whose functionInDocument is
CREATION_TIME, else PUBLICATION_TIME. A pair is *relaxed* when its spans overlap, *strict* when they are equal but for
punctuation at the ends; *value* counts relaxed pairs whose TIMEX3 value is right. TimeML marks the two ends of
'from 3 to 5 May' apart, so expressions are compared before `find` joins them. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from dragoman.reading.dates import matches  # noqa: E402

TIMEX = re.compile(r"<TIMEX3\b([^>]*)>(.*?)</TIMEX3>", re.S)
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
EDGE = " \t\r\n.,;:!?'\"`()"

Gold = tuple[int, int, str]


def read(path: Path) -> tuple[str, str | None, list[Gold]]:
    """Text, day of publication and time expressions (start, end, value) of a TimeML file."""
    source = path.read_text(encoding="utf-8", errors="replace")
    published = {}
    for attributes, _ in TIMEX.findall(source):
        a = dict(ATTRIBUTE.findall(attributes))
        published.setdefault(a.get("functionInDocument"), a.get("value", "")[:10])
    body = re.search(r"<TEXT>(.*?)</TEXT>", source, re.S)
    if not body:
        raise SystemExit(f"{path}: expected a TimeML file with <TEXT>; leave it out of --data")
    text, gold, at = "", [], 0
    for m in TIMEX.finditer(body[1]):
        text += plain(body[1][at : m.start()])
        words = plain(m[2])
        gold.append((len(text), len(text) + len(words), dict(ATTRIBUTE.findall(m[1])).get("value", "")))
        text, at = text + words, m.end()
    return text + plain(body[1][at:]), published.get("CREATION_TIME") or published.get("PUBLICATION_TIME"), gold


def plain(markup: str) -> str:
    return html.unescape(TAG.sub("", markup))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in EDGE:
        start += 1
    while start < end and text[end - 1] in EDGE:
        end -= 1
    return start, end


def compare(path: Path, counts: Counter, errors: list[str]) -> None:
    text, published, gold = read(path)
    found = [(*e.span, e.timex or e.value or "") for _, e in matches(text, published)]
    counts.update(gold=len(gold), found=len(found))
    left = list(found)
    for start, end, value in gold:
        near = [f for f in left if f[0] < end and start < f[1]]
        if not near:
            errors.append(f"missed  {path.stem}  {text[start:end]!r} {value}  | {around(text, start, end)}")
            continue
        best = max(near, key=lambda f: min(end, f[1]) - max(start, f[0]))
        left.remove(best)
        strict = trimmed(text, start, end) == trimmed(text, *best[:2])
        counts.update(relaxed=1, strict=strict, value=best[2] == value)
        if not strict:
            errors.append(
                f"span    {path.stem}  {text[start:end]!r} found {text[best[0]:best[1]]!r}  | {around(text, start, end)}"
            )
        if best[2] != value:
            errors.append(
                f"value   {path.stem}  {text[start:end]!r} is {value} found {best[2]} ({published})  | {around(text, start, end)}"
            )
    errors += [f"extra   {path.stem}  {text[s:e]!r} {v}  | {around(text, s, e)}" for s, e, v in left]


def around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 40) : end + 30].split())


def measure(folders: list[Path]) -> tuple[dict[str, float], Counter, list[str]]:
    files = sorted(f for path in folders for f in ([path] if path.is_file() else path.rglob("*.tml")))
    if not files:
        raise SystemExit(f"no .tml file under {', '.join(map(str, folders))}; give --data a folder of TimeML files")
    counts, errors = Counter(files=len(files)), []
    for f in files:
        compare(f, counts, errors)
    total = counts["gold"] + counts["found"]
    return (
        {k: round(2 * counts[k] / total, 4) if total else 1.0 for k in ("relaxed", "strict", "value")},
        counts,
        errors,
    )


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument(
        "--data", nargs="*", type=Path, help="TimeML files or folders of them (default: TimeBank and AQUAINT of ../shared)"
    )
    ap.add_argument("--errors", type=int, default=0, metavar="N", help="print up to N errors of each kind")
    a = ap.parse_args()
    folders = a.data
    if not folders:
        from training.corpora import corpus

        folders = [corpus() / "timex" / name for name in ("TimeBank", "AQUAINT")]
    print(f"{'data':<12}{'files':>6}{'gold':>7}{'found':>7}{'relaxed':>9}{'strict':>8}{'value':>8}")
    for group in ([[f] for f in folders] if len(folders) > 1 else []) + [folders]:
        scores, counts, errors = measure(group)
        name = group[0].name if len(group) == 1 else "all"
        print(
            f"{name:<12}{counts['files']:>6}{counts['gold']:>7}{counts['found']:>7}"
            + "".join(f"{scores[k]:>{w}.3f}" for k, w in (("relaxed", 9), ("strict", 8), ("value", 8)))
        )
    for kind in ("missed", "extra", "span", "value"):
        for line in [e for e in errors if e.startswith(kind)][: a.errors]:
            print(line)
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
