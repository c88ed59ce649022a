"""What the package's own code never does, held over the syntax tree: SQL made of values, and what turns data into code."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "dragoman"
MODULES = sorted(PACKAGE.rglob("*.py"))

TAKES_SQL = {"text", "literal_column", "exec_driver_sql", "execute", "executemany", "executescript", "scalar", "scalars", "DDL", "sql"}
"""Functions and methods whose first argument may be SQL."""

OWN_SQL = {  # where SQL is put together of more than constants, and why no value of a caller gets into it
    ("ledger/migrations.py", "sql"): "statements of the migrations themselves, with words of this module put in",
    ("ledger/bulk.py", "sql + one + more"): "compiled by SQLAlchemy of a table of ours; the values are bound",
    ("ledger/bulk.py", "sql + ', '.join([one] * len(chunk)) + more"): "the same, with as many places for values as there are rows",
    ("ledger/copying.py", "f'ANALYZE {table.name}'"): "the name of a table of ours",
    ("ledger/measuring.py", "asked.format(', '.join((f'(:t{n}, :r{n})' for n in range(len(pairs)))))"): "places for values, which are bound"}

OWN_DATA = {("ledger/derivation.py", "marshal"): "a file without a name, which the same process wrote a moment before and no other can open"}
"""What turns bytes into objects, and why the bytes are nobody else's."""

NEVER = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "jsonpickle", "xmlrpc", "telnetlib", "ftplib"}
CALLS = {"eval", "exec", "compile", "__import__", "execfile", "input"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def is_constant(node: ast.expr) -> bool:
    """Whether an expression is made of text that stands in the code, and of names in capitals, which are constants of a module."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.JoinedStr):
        return all(is_constant(v) for v in node.values)
    if isinstance(node, ast.FormattedValue):
        return is_constant(node.value)
    if isinstance(node, ast.BinOp):
        return is_constant(node.left) and is_constant(node.right)
    if isinstance(node, ast.IfExp):
        return is_constant(node.body) and is_constant(node.orelse)
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return bool(last) and last == last.upper()


def is_words(node: ast.expr, held: dict[str, ast.expr]) -> bool:
    """Whether an expression makes a text (and no expression of SQLAlchemy's, whose values are bound)."""
    if isinstance(node, ast.Name) and node.id in held:
        return is_words(held[node.id], {k: v for k, v in held.items() if k != node.id})
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add) and (is_words(node.left, held) or is_words(node.right, held))
    return isinstance(node, ast.JoinedStr) or isinstance(node, ast.Call) and name_of(node) in ("format", "join", "replace", "format_map")


def sql_made(path: Path) -> Iterator[tuple[int, str]]:
    """Places where something takes a text as SQL that is no constant."""
    module = tree(path)
    held = {t.id: n.value for n in ast.walk(module) if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and name_of(node) in TAKES_SQL and node.args):
            continue
        first = node.args[0]
        driver = name_of(node) in ("exec_driver_sql", "executescript", "text", "literal_column", "DDL")
        if isinstance(first, ast.Name) and first.id in held and is_constant(held[first.id]):
            continue
        if not is_constant(first) and (driver or is_words(first, held)):
            yield node.lineno, ast.unparse(first)


@pytest.mark.parametrize("path", [p for p in MODULES if "ledger" in p.parts or "relations" in p.parts or "briefing" in p.parts or "pipeline" in p.parts],
                         ids=lambda p: str(p.relative_to(PACKAGE)))
def test_sql_is_made_of_constants_alone(path):
    where = path.relative_to(PACKAGE).as_posix()
    assert [found for found in sql_made(path) if (where, found[1]) not in OWN_SQL] == []


def test_the_exceptions_are_needed():
    found = {(p.relative_to(PACKAGE).as_posix(), sql) for p in MODULES if "ledger" in p.parts for _, sql in sql_made(p)}
    assert set(OWN_SQL) <= found


def test_a_value_in_sql_is_found(tmp_path):
    for bad in ('c.execute(f"SELECT {x}")', 'c.execute("SELECT %s" % x)', 'c.exec_driver_sql("SELECT " + x)', 'c.execute(text("SELECT {}".format(x)))',
                'q = "SELECT " + x\nc.execute(q)', 'c.scalar(text(x))', 'literal_column(f"{x}")', 'c.execute("SELECT 1 WHERE " + " AND ".join(x))'):
        (tmp_path / "m.py").write_text(bad)
        assert list(sql_made(tmp_path / "m.py")), bad
    for good in ('c.execute("SELECT ?", (x,))', "c.execute(select(t).where(t.c.id == x))", 'c.exec_driver_sql(f"DROP TABLE {SEARCHED}")',
                 'c.execute(query, {"a": x})'):
        (tmp_path / "m.py").write_text(good)
        assert not list(sql_made(tmp_path / "m.py")), good


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_turns_data_into_code(path):
    wrong = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            wrong += [a.name for a in node.names if a.name.split(".")[0] in NEVER]
        elif isinstance(node, ast.ImportFrom) and node.module:
            wrong += [node.module] if node.module.split(".")[0] in NEVER else []
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in CALLS:
                wrong.append(node.func.id)
            wrong += [f"{name_of(node)}({k.arg}=…)" for k in node.keywords if k.arg in ("shell", "allow_pickle", "resolve_entities", "huge_tree")
                      and not (isinstance(k.value, ast.Constant) and k.value.value is False)]
            if name_of(node) in ("system", "popen", *(["Markup"] if "web" in path.parts else [])) and node.args and not isinstance(node.args[0], ast.Constant):
                wrong.append(f"{name_of(node)}(…)")
            if name_of(node) == "import_module" and "exports" not in path.parts:
                wrong.append("import_module")
            if name_of(node) == "Environment" and not any(k.arg == "autoescape" and getattr(k.value, "value", None) is True for k in node.keywords):
                wrong.append("Environment without autoescape=True")
    assert [w for w in wrong if (path.relative_to(PACKAGE).as_posix(), w) not in OWN_DATA] == []


@pytest.mark.parametrize("template", sorted((PACKAGE / "interfaces" / "web" / "templates").iterdir()), ids=lambda p: p.name)
def test_no_template_shows_a_value_unescaped(template):
    words = template.read_text(encoding="utf-8")
    assert "|safe" not in words.replace(" ", "")
    assert "autoescape" not in words
    assert "<script>" not in words
    assert " style=" not in words
    assert not [w for w in words.split() if w.startswith("on") and "=" in w]


def test_no_weights_hold_code():
    """ONNX graphs and JSON alone: a pickle, such as PyTorch's, runs what it wants when it is read."""
    assert {p.suffix for p in (PACKAGE / "weights").iterdir() if p.is_file()} <= {".onnx", ".json", ".py"}


def is_offline(call: ast.Call, module: ast.Module) -> bool:
    """Whether the configuration of a connection holds OFFLINE, where it is given or in what was assigned to its name."""
    given = next((ast.unparse(k.value) for k in call.keywords if k.arg == "config"), "")
    made = [ast.unparse(n.value) for n in ast.walk(module) if isinstance(n, ast.Assign | ast.AnnAssign) and n.value
            and given.split(" ")[0] in {ast.unparse(t) for t in (n.targets if isinstance(n, ast.Assign) else [n.target])}]
    return "OFFLINE" in given or bool(made) and all("**OFFLINE" in value for value in made)


def test_duckdb_loads_nothing_from_elsewhere():
    """Each connection is closed against extensions, which DuckDB would otherwise fetch by itself."""
    import duckdb

    from dragoman.archive import OFFLINE

    calls = [(path, node) for path in MODULES for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect"]
    assert len(calls) >= 4
    assert [f"{path.relative_to(PACKAGE)}:{node.lineno}" for path, node in calls if not is_offline(node, tree(path))] == []
    with duckdb.connect(config=OFFLINE) as db:
        settings = db.execute("SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')")
        assert [str(value).lower() for value in settings.fetchone()] == ["false", "false"]


def test_a_duckdb_that_may_load_is_found():
    for text, offline in (("duckdb.connect()", False), ("duckdb.connect(config={})", False), ("duckdb.connect(config=OFFLINE)", True),
                          ("config = {'threads': 1, **OFFLINE}\nduckdb.connect(config=config | more)", True),
                          ("config = {'threads': 1}\nduckdb.connect(config=config)", False), ("duckdb.connect(config=config)", False)):
        module = ast.parse(text)
        assert is_offline(next(n for n in ast.walk(module) if isinstance(n, ast.Call)), module) is offline, text


def test_no_message_of_a_command_has_the_url_of_a_ledger_as_it_was_given():
    """Which may hold a password: `named` takes that out."""
    from dragoman.interfaces.shared import named

    bare = [f"{path.name}:{node.lineno}" for path in (PACKAGE / "interfaces").rglob("*.py") for node in ast.walk(tree(path))
            if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name) and node.value.id == "ledger"]
    assert not bare
    assert named("postgresql://desk:p@ss@h:5432/l?sslmode=require") == "postgresql://desk@h:5432/l?sslmode=require" and named("a@b.db") == "a@b.db"
