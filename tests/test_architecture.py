"""The rooms and what each may import, held over the syntax tree (docs/architecture.md says why)."""
import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "dragoman"
MAY_IMPORT = {
    "model": set(),
    "codebook": set(),
    "weights": set(),
    "processor": set(),
    "fetching": {"model"},
    "unpacking": {"model"},
    "intake": {"model", "codebook", "unpacking"},
    "reading": {"model", "codebook", "processor"},
    "ledger": {"model", "codebook"},
    "relations": {"model", "ledger"},
    "archive": {"model", "ledger"},
    "pipeline": {"model", "processor", "fetching", "intake", "reading", "coders", "ledger", "archive"},
    "coders": {"model", "codebook", "reading", "unpacking"},
    "briefing": {"model", "codebook", "ledger", "relations"},
    "interfaces": {"pipeline", "fetching", "briefing", "archive", "ledger", "relations", "model", "processor"},
    "__main__": {"interfaces"},
    "__init__": set(),
}


def modules():
    return sorted(p for p in PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> list[tuple[str, str]]:
    """Dragoman's modules that a file imports, each with the names it takes from it."""
    out = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out += [(a.name, "") for a in node.names if a.name.split(".")[0] == "dragoman"]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import; write it out"
            if node.module and node.module.split(".")[0] == "dragoman":
                out += [(node.module, a.name) for a in node.names]
    return out


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(path):
    own = room(path)
    for module, name in imported(path):
        parts = module.split(".")
        target = parts[1] if len(parts) > 1 else name
        if target in (own, "__version__"):
            continue
        assert target in MAY_IMPORT[own], f"{path.relative_to(PACKAGE)} may not import {module}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_folder_lets_others_see_only_what_its_init_names(path):
    for module, name in imported(path):
        parts = module.split(".")
        if len(parts) < 2 or parts[1] == room(path):
            continue
        folder = PACKAGE / parts[1]
        if folder.is_dir():
            assert len(parts) == 2, f"{path.relative_to(PACKAGE)} reaches into {module}: import from dragoman.{parts[1]}"
            init = (folder / "__init__.py").read_text(encoding="utf-8")
            names = next((ast.literal_eval(n.value) for n in ast.parse(init).body
                          if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "__all__"), [])
            assert name in names, f"dragoman.{parts[1]} does not name {name}"


def test_no_folder_holds_a_single_module():
    for folder in {p.parent for p in modules()} - {PACKAGE}:
        if folder.name not in ("codebook", "weights"):
            assert len(list(folder.glob("*.py"))) > 2, f"{folder.name} holds one module: make it one"


def test_modules_can_be_taken_in_at_one_sitting():
    for path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, f"{path.relative_to(PACKAGE)} is too long"
