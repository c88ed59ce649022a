"""Writes docs/codebook_examples.md from docs/examples.tsv: for each type, status, kind of source and role a sentence that is one and a sentence that looks
like one and is not, what each should be read as, and what the reader that ships says: `python -m docs.make_examples`. A test compares.

The sentences are made up. The column *should be* is written by hand, by the annotation guide; where the reader is wrong, the page shows it.
"""
from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from dragoman.model import Actor, Report, Statement
from dragoman.reading import Reader

PAGE = Path(__file__).with_name("codebook_examples.md")
DAY = "2025-03-10"
SECTIONS = {"type": ("Types", "What is done, whatever its status."), "status": ("Statuses", "Whether it happened, as the sentence has it."),
            "source": ("Kinds of source", "Who says so, outermost first; nobody where the reporter does."),
            "role": ("Roles", "What part of a state or society a party is, after its code.")}

INTRO = """# The codebook by example: what is one, what looks like one and is not, and what the reader says

For every type, status, kind of source and role of [the codebook](codebook.md) one sentence that is it, and one that looks like it and is not. **The
sentences are made up**; none is news. *Should be* is written by hand, by the annotation guide. *The reader says* is what this version reads in the sentence
alone, published on 10 March 2025: `=` where it is the same, else its own reading. It is right in all its parts in {right} of {all} ({parts}).
These sentences show what is meant; they measure nothing: [known errors](errors.md) has rates on real reports.

`ACCUSE occurred EST > BLR` is a type, a status, who does it, and after `>` to whom. Codes side by side act together. `said by` names kinds and codes of
sources. This page is made by `python -m docs.make_examples` from `docs/examples.tsv`.
"""


def examples() -> list[dict]:
    """The rows of the table: section, of, is, sentence, should be, why."""
    with PAGE.with_name("examples.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def told(statements: Sequence[Statement], roles: bool) -> str:
    """Statements in the short form of the page, in the order of the text."""
    return "; ".join(short(s, roles) for s in statements) or "nothing"


def short(s: Statement, roles: bool) -> str:
    def side(parties: Sequence[Actor]) -> str:
        return ",".join(sorted({p.code + (f":{p.role}" if roles and p.role else "") for p in parties if p.code != "UNK" or roles and p.role}))

    out = f"{s.type} {s.status} {side(s.actor)}".rstrip()
    if to := side(s.recipient):
        out += f" > {to}"
    return out + (" said by " + " ← ".join(f"{x.kind} {x.code}" for x in s.said_by) if s.said_by else "")


def reference(reader: Reader) -> str:
    """The whole page, as this reader reads the sentences."""
    rows = examples()
    for n, row in enumerate(rows):
        row["said"] = told(reader.read(Report(f"example {n}", row["sentence"], published=DAY)), row["section"] == "role")
        row["right"] = row["said"] == row["should be"]
    counts = {name: (sum(r["right"] for r in rows if r["section"] == name), sum(r["section"] == name for r in rows)) for name in SECTIONS}
    parts = ", ".join(f"{SECTIONS[name][0].lower()} {right} of {whole}" for name, (right, whole) in counts.items())
    out = [INTRO.format(right=sum(r["right"] for r in rows), all=len(rows), parts=parts)]
    for name, (title, about) in SECTIONS.items():
        out += [f"## {title}", "", about, "", "| | sentence | should be | the reader says | because |", "|---|---|---|---|---|"]
        for r in (r for r in rows if r["section"] == name):
            cells = (f"{'' if r['is'] == 'yes' else 'not '}`{r['of']}`", r["sentence"], code(r["should be"]), "=" if r["right"] else code(r["said"]), r["why"])
            out.append(f"| {' | '.join(cells)} |")
        out += [""]
    return "\n".join(out).rstrip() + "\n"


def code(text: str) -> str:
    return text if text == "nothing" else "; ".join(f"`{part}`" for part in text.split("; "))


if __name__ == "__main__":
    PAGE.write_text(reference(Reader()), encoding="utf-8")
