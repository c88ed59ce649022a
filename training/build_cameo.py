"""Writes src/dragoman/codebook/cameo.tsv: CAMEO's codes with PLOVER's types and the Goldstein weights of ICEWS and of GDELT.

Needs the tables of ../shared/corpus/plover. Run: PYTHONPATH=src:. python -m training.build_cameo
"""
from __future__ import annotations

import csv
import re
from pathlib import Path

from training.corpora import corpus

OUT = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "codebook" / "cameo.tsv"
HEADER = ("code", "name", "type", "mode", "context", "goldstein_icews", "goldstein_gdelt")
LINE = re.compile(r"(\d{2,4}):\s*([A-Z]+)\s*(?:,([^,#]*),?([^#]*))?(?:#\s*(.*))?$")
"""A line of PLOVER's table: `091: ACCUSE, investigate, crime; corruption # Investigate crime, corruption`."""


def plover(path: Path) -> dict[str, tuple[str, str, str, str]]:
    """Type, mode, contexts (parted by `|`) and name of each code that PLOVER keeps; of a code that stands twice the first line counts."""
    out: dict[str, tuple[str, str, str, str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if m := LINE.match(line):
            code, type_, mode, context, name = (x.strip() if x else "" for x in m.groups())
            out.setdefault(code, (type_, mode, "|".join(c.strip() for c in context.split(";") if c.strip()), name))
    return out


def main() -> None:
    folder = corpus() / "plover"
    kept = plover(folder / "CAMEO2PLOVER-2021.txt")
    with (folder / "icews_goldstein_mappings.csv").open(encoding="utf-8", newline="") as f:
        icews = {r["code"]: (r["name"], r["goldstein"]) for r in csv.DictReader(f)}
    gdelt = dict(line.split("\t") for line in (folder / "CAMEO.goldsteinscale.txt").read_text(encoding="ascii").splitlines()[1:])
    rows = []
    for code in sorted(kept.keys() | icews.keys() | gdelt.keys()):
        type_, mode, context, described = kept.get(code, ("", "", "", ""))
        name, weight = icews.get(code, (described, ""))
        rows.append((code, name, type_, mode, context, weight, gdelt.get(code, "")))
    OUT.write_text("".join("\t".join(row) + "\n" for row in [HEADER, *rows]), encoding="utf-8")
    print(f"cameo.tsv {len(rows)} rows, {sum(bool(r[2]) for r in rows)} with a type of PLOVER")


if __name__ == "__main__":
    main()
