"""`make audit`: known holes and licences of what a user installs (requirements/run.txt), from the metadata of the installed packages.

    python requirements/audit.py PIP-AUDIT        # both; the argument is the program pip-audit
    python requirements/audit.py                  # licences alone
"""
from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PINS = Path(__file__).with_name("run.txt")

FREE = re.compile(r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|Unlicense|Public Domain|CC0|Zlib|HPND|MIT-0|BlueOak)", re.I)
"""Licences that ask for no more than to be named, or (MPL) for changes to their own files."""

COPYLEFT = re.compile(r"\b(A?L?GPL|GNU (?:Affero |Lesser |Library )?General Public|EUPL|CDDL|SSPL|Commons Clause|BUSL|Business Source|"
                      r"CC[- ]BY[- ](?:NC|SA|ND))", re.I)
"""Licences that ask for more of a program that uses them than Apache-2.0 gives."""

EXCEPTIONS: dict[str, str] = {}
"""Packages with such a licence that are used all the same, each with the reason."""

KNOWN_HOLE = "jinja2==2.10"
"""A release with holes that every list knows: where it is not reported, the list was not asked."""


def pinned(path: Path = PINS) -> dict[str, str]:
    """Names of packages with their versions."""
    return dict(re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def licence(found: Distribution) -> str:
    """What a package says of its licence: the SPDX expression, else classifiers, else the first line of the field, else of the file."""
    data = found.metadata
    said = data.get("License-Expression") or "; ".join(c.rpartition(" :: ")[2] for c in data.get_all("Classifier") or () if c.startswith("License ::")
                                                      and c != "License :: OSI Approved") or (data.get("License") or "").strip().partition("\n")[0]
    if not said:
        for file in found.files or ():
            if re.search(r"(?i)licen[cs]e|copying", file.name):
                return file.read_text().strip()[:300].replace("\n", " ")
    return said


def wrong(packages: dict[str, str]) -> tuple[list[str], list[str]]:
    """Packages whose licence is not free to use here, and those that are not installed, which nobody can say anything of."""
    bad, missing = [], []
    for name, version in packages.items():
        try:
            found = distribution(name)
        except PackageNotFoundError:
            missing.append(name)
            continue
        said = licence(found)
        either = " OR " in said  # a choice: the free one is taken
        if name.lower() not in EXCEPTIONS and (not FREE.search(said) or COPYLEFT.search(said) and not either):
            bad.append(f"{name} {version}: {said[:100] or 'no licence told'}")
    return bad, missing


def is_answered(program: str) -> bool:
    """Whether the list of known holes answers: it must know that of KNOWN_HOLE."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(KNOWN_HOLE + "\n")
        file.flush()
        done = subprocess.run([program, "--disable-pip", "--no-deps", "--progress-spinner", "off", "-r", file.name], capture_output=True, text=True,
                              timeout=120, check=False)
    return done.returncode == 1 and "PYSEC" in done.stdout + done.stderr


def main() -> int:
    """Say what was found; 1 where something is wrong, 2 where holes could not be looked for."""
    bad, missing = wrong(pinned())
    print(f"licences: {len(pinned()) - len(missing)} packages looked at, {len(bad)} not free to use; not installed here: {', '.join(missing) or 'none'}",
          flush=True)
    print("\n".join(bad))
    if not sys.argv[1:]:
        return bool(bad)
    if not is_answered(sys.argv[1]):
        print(f"known holes: NOT LOOKED FOR. The service that pip-audit asks does not answer here (it does not even know the holes of {KNOWN_HOLE}): "
              "run `make audit` where it does", file=sys.stderr)
        return 1 if bad else 2
    done = subprocess.run([sys.argv[1], "--strict", "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-r", str(PINS)], check=False)
    return done.returncode or bool(bad)


if __name__ == "__main__":
    sys.exit(main())
