"""The weight of each PLOVER type: the mean of Goldstein's (1992) over the CAMEO codes that PLOVER converts to it, beside the table in use.

    python -m evals.goldstein

Codes of two digits are headings, and two codes of the conversion table have no weight: neither counts.
"""
from __future__ import annotations

import re
from collections import defaultdict

from dragoman.model import TYPES
from dragoman.relations import GOLDSTEIN
from evals.common import finish, shared


def main() -> None:
    plover = shared() / "corpus" / "plover"
    weights = {code: float(weight) for code, weight in re.findall(r"^(\d{3,4})\s+(-?[\d.]+)", (plover / "CAMEO.goldsteinscale.txt").read_text(), re.M)}
    of = defaultdict(list)
    for code, type_ in dict(re.findall(r"^(\d{3,4}): *([A-Z]+)", (plover / "CAMEO2PLOVER-2021.txt").read_text(encoding="utf-8"), re.M)).items():
        if code in weights:
            of[type_].append(weights[code])
    means = {type_: round(sum(of[type_]) / len(of[type_]), 2) for type_ in TYPES}
    for type_ in TYPES:
        print(f"{type_:10}{len(of[type_]):4} codes {means[type_]:7.2f}  in use {GOLDSTEIN[type_]:7.2f}")
    finish({"same": sum(means[t] == GOLDSTEIN[t] for t in TYPES) / len(TYPES)})


if __name__ == "__main__":
    main()
