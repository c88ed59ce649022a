"""Writes docs/python.md: what each room of the package lets others see, with signatures and docstrings: `python -m docs.make_python`. A test compares.

A room is a folder whose `__init__` names what is public (docs/architecture.md); of `model.py` all public classes are.
"""
from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from enum import Enum
from pathlib import Path

PAGE = Path(__file__).with_name("python.md")
ROOMS = ("model", "intake", "reading", "coders", "ledger", "relations", "pipeline", "briefing")
"""In the order of a report's way; rooms that are not named here follow."""
APART = ("codebook", "interfaces", "weights")
"""Data, and what is called by the command line and the web alone."""

INTRO = '''# Python: what each room of the package lets others see

A room is a folder of `src/dragoman`; [the architecture](architecture.md) says which may use which. What is not listed here is the room's own, and may change
at any time. This page is made from the code by `python -m docs.make_python`.

Reading a text, without a ledger:

```python
from dragoman.model import Report
from dragoman.reading import Reader

reader = Reader()                        # loads the weights: do it once
report = Report("r1", "Norway will send air defence systems to Ukraine, the government in Oslo said on Monday.", published="2025-01-14")
for s in reader.read(report):
    print(s.type, s.status, [a.code for a in s.actor], [a.code for a in s.recipient], s.trigger, [x.surface for x in s.said_by], round(s.confidence, 2))
```

```text
AID planned ['NOR'] ['UKR'] send ['the government in Oslo'] 0.95
```

A ledger, asked as of a day:

```python
from dragoman.briefing import View
from dragoman.ledger import open_ledger

with open_ledger("desk.db") as ledger, View(ledger, as_of="2025-01-16", about=("IRN", "RUS")) as view:
    for item in view.docket("open", evidence=False)[:2]:
        print(item["expected"], item["type"], item["what"], item["state"], item["sources"])
```

```text
2025-01-17 CONSULT visit pending 4
2025-01-17 SUPPORT sign pending 7
```
'''


def reference() -> str:
    """The whole page."""
    import dragoman

    others = sorted(m.name for m in pkgutil.iter_modules(dragoman.__path__) if m.ispkg and m.name not in ROOMS + APART)
    out = [INTRO]
    for room in (*ROOMS, *others):
        module = importlib.import_module(f"dragoman.{room}")
        names = getattr(module, "__all__", None) or sorted(
            n for n, v in vars(module).items() if not n.startswith("_") and getattr(v, "__module__", "") == module.__name__)
        out += [f"## dragoman.{room}", "", prose(module.__doc__), ""]
        said = about_constants(Path(module.__file__))
        for name in names:
            out += entry(name, getattr(module, name), said)
    return "\n".join(out).rstrip() + "\n"


def entry(name: str, value: object, said: dict[str, str]) -> list[str]:
    """A name with its signature and what its docstring says; of a class its public methods too."""
    if inspect.ismodule(value):
        public = [(n, v) for n, v in vars(value).items() if inspect.isfunction(v) and v.__module__ == value.__name__ and not n.startswith("_")]
        return [f"### {name}", "", prose(value.__doc__), "", *(f"- `{n}{signature(v)}`: {prose(v.__doc__)}" for n, v in public), ""]
    if inspect.isclass(value):
        takes = "" if issubclass(value, Enum | Exception) or value.__init__ is object.__init__ else signature(value)
        methods = [(n, inspect.getattr_static(value, n)) for n in vars(value) if not n.startswith("_")]
        shown = [f"- `{n}`: {prose(m.fget.__doc__)}" if isinstance(m, property) else f"- `{n}{signature(plain(m))}`: {prose(plain(m).__doc__)}"
                 for n, m in methods if isinstance(m, property) or inspect.isfunction(plain(m))]
        shown = [line.removesuffix(": ") for line in shown]
        return [f"### {name}", "", *fenced(f"class {name}{takes}"), prose(documented(value)), "", *shown, *([""] if shown else ())]
    if inspect.isfunction(value):
        return [f"### {name}", "", *fenced(f"{name}{signature(value)}"), prose(value.__doc__), ""]
    if callable(value):
        return [f"### {name}", "", prose(getattr(value, "__doc__", None)), ""]
    return [f"### {name}", "", *fenced(constant(name, value)), *([prose(said[name]), ""] if name in said else ())]


def about_constants(init: Path) -> dict[str, str]:
    """What stands below the constants of a room, or of a single module, as a text of its own."""
    out = {}
    for path in sorted(init.parent.rglob("*.py")) if init.name == "__init__.py" else [init]:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, after in zip(body, body[1:], strict=False):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(target, ast.Name) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
                out[target.id] = after.value.value
    return out


def plain(member: object) -> object:
    """The function behind a static or class method or a decorator that keeps it."""
    member = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    return inspect.unwrap(member) if callable(member) else member


def documented(value: type) -> str:
    """A class's own docstring; that which dataclasses make of the fields says nothing more than the signature."""
    text = value.__doc__ or ""
    return "" if text.startswith(f"{value.__name__}(") else text


def fenced(text: str) -> list[str]:
    return ["```", text, "```", ""]


def signature(value: object) -> str:
    """Parameters and result without the names of modules; on several lines where it is long."""
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return "(…)"
    text = re.sub(r"<factory>|<(?:[^<>]|<\w+>)* at 0x[0-9a-f]+>", "…", re.sub(r"(: |-> )'((?:[^'\\]|\\.)*)'", r"\1\2", text))
    return re.sub(r"\b(?:dragoman|collections|typing|pathlib|datetime|sqlalchemy)(?:\.\w+)*\.(\w+)", r"\1", text)


def constant(name: str, value: object) -> str:
    text = repr(sorted(value)) if isinstance(value, set | frozenset) else repr(value)
    if " at 0x" in text:
        text = f"{type(value).__name__}(…)"
    return f"{name} = {text if len(text) <= 300 else text[:300] + ' …'}"


def prose(text: str | None) -> str:
    return " ".join(inspect.cleandoc(text or "").split()).replace("<", "\\<").replace("*", "\\*") if text else ""


def main() -> None:
    PAGE.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
