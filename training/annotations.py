"""Our own annotations of texts that are not ours: the statements are kept here, the texts looked up in the corpora.

A line of training/data/*.jsonl is `{id, published, publisher, check, statements}`; it has its `text` only where we wrote
that. The id says where a text stands: `cep4-N` line N of the current-events portal, `gov4-sd-N-K` and `gov4-wh-N-K`
paragraph K of release N, `gov5-wh-N-K` the same where lines broken at a width are joined, `pol4-FILE-K` paragraph K of an
article of PolNeAR, `pola-FILE` the whole of one, `tb-FILE` an article of TimeBank or AQUAINT.
`check` is the start of the text's SHA-256: a corpus that differs is noticed, not mislabelled.
"""
from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from dragoman.intake.wrapping import unwrapped
from training.corpora import RELEASES, corpus, lines


def check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def _lines(path: Path) -> list[dict]:
    return lines(path)


def text_of(key: str) -> str:
    """The text that an id names."""
    root = corpus()
    kind, _, rest = key.partition("-")
    if kind == "cep4":
        return _lines(root / "current_events" / "2002-2023.jsonl.gz")[int(rest)]["text"]
    if kind == "gov4":
        release, n, k = rest.split("-")
        paragraphs = re.split(r"\n\s*\n|\n(?=\S)", _lines(root / RELEASES[release])[int(n)]["text"])
        return re.sub(r"\s+", " ", paragraphs[int(k)]).strip()
    if kind == "gov5":
        release, n, k = rest.split("-")
        return re.sub(r"\s+", " ", unwrapped(_lines(root / RELEASES[release])[int(n)]["text"]).split("\n")[int(k)]).strip()
    if kind == "pol4":
        name, _, k = rest.rpartition("-")
        return re.split(r"\n\s*\n|\n", (root / "polnear" / "train" / "text" / f"{name}.txt").read_text(encoding="utf-8"))[int(k)].strip()
    if kind == "pola":
        return a_line_each((root / "polnear" / "train" / "text" / f"{rest}.txt").read_text(encoding="utf-8").split("\n"))
    if kind == "tb":
        return newswire(rest)
    raise ValueError(f"{key}: expected an id that begins with cep4, gov4, gov5, pol4, pola or tb")


def newswire(name: str) -> str:
    """An article of TimeBank or AQUAINT without its markup, a paragraph a line."""
    root = corpus() / "timex"
    path = next(p for p in (root / "TimeBank" / f"{name}.tml", root / "AQUAINT" / f"{name}.tml") if p.is_file())
    marked = re.search(r"<TEXT>(.*?)</TEXT>", path.read_text(encoding="utf-8", errors="replace"), re.S)
    text = re.sub(r"<[^>]+>", "", marked.group(1)) if marked else ""
    for sign, plain in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(sign, plain)
    return a_line_each(re.split(r"\n\s*\n", text))


def a_line_each(paragraphs: Iterable[str]) -> str:
    """Paragraphs as one text, each on a line, blanks single, empty ones left out."""
    return "\n".join(p for p in (re.sub(r"\s+", " ", p).strip() for p in paragraphs) if p)


def annotations(folder: Path) -> Iterator[dict]:
    """Lines of a file, or of a folder's files, each with its text; a text that is not the one annotated is an error that names the line."""
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else [folder]:
        for line in lines(path):
            text = line.get("text") or text_of(line["id"])
            if check(text) != line["check"]:
                raise ValueError(f"{path.name}: the text of {line['id']} is not the one that was annotated; is ../shared another version?")
            yield {**line, "text": text}


def corrected(line: dict, new: dict) -> dict:
    """A line of the silver set with the statements of its re-reading; ValueError where the text is not the one that was read again."""
    if check(line["text"]) != new["check"]:
        raise ValueError(f"corrections: the text of {line['id']} is not the one that was read again; is ../shared another version?")
    return {**line, "statements": new["statements"], "annotator": new["annotator"]}
