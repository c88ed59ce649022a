"""The docs say what the program does."""
import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_command_reference_is_what_the_program_prints():
    spec = importlib.util.spec_from_file_location("make_commands", ROOT / "docs" / "make_commands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == module.reference(), "run `python docs/make_commands.py`"


def test_the_page_on_confidence_names_the_map_that_ships():
    import json

    page = (ROOT / "docs" / "confidence.md").read_text(encoding="utf-8")
    made = json.loads((ROOT / "src" / "dragoman" / "weights" / "card.json").read_text(encoding="utf-8"))["confidence"]
    for name, weight in zip(made["features"], made["weights"], strict=True):
        assert any(line.startswith(f"| `{name}`") and line.endswith(f"| {weight:.3f} |") for line in page.splitlines()), name


def test_the_reliability_diagram_puts_a_bin_where_its_confidence_and_share_are():
    from docs.make_reliability import LEFT, SIDE, TOP, diagram, wilson
    from evals.calibration import Bin

    made = diagram([("a set & more", "#123456", [Bin(4, 0.5, 1), Bin(16, 0.75, 12)])])
    assert f'<circle cx="{LEFT + 0.5 * SIDE}" cy="{TOP + 0.75 * SIDE}" r="5.5"' in made
    assert f'<circle cx="{LEFT + 0.75 * SIDE}" cy="{TOP + 0.25 * SIDE}" r="8.0"' in made
    assert "a set &amp; more" in made
    low, high = wilson(12, 16)
    assert (round(low, 3), round(high, 3)) == (0.505, 0.898)


def test_the_codebook_names_every_column_type_and_status():
    from dragoman.briefing import AGREEMENT_ROW, EDGE_ROW, ROW, TRANSFER_ROW
    from dragoman.interfaces.formats import COLUMNS
    from dragoman.ledger import LEVELS
    from dragoman.model import KINDS, SECTORS, STATUSES, TYPES

    text = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    for name in (*COLUMNS, *ROW, *EDGE_ROW, *AGREEMENT_ROW, *TRANSFER_ROW, *LEVELS, *TYPES, *STATUSES, *KINDS, *SECTORS):
        assert f"`{name}`" in text, name


def test_the_readme_holds_the_two_commands_of_the_set_up():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    assert 400 <= len(text.split()) <= 1400


def test_no_committed_file_names_a_registry_or_a_path_of_a_machine():
    import subprocess

    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    for name in files:
        path = ROOT / name
        if path.suffix in (".onnx", ".tsv", ".jsonl", ".parquet", ".png") or not path.is_file() or name == "tests/interfaces/test_docs.py":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for bad in ("pypi.org", "pythonhosted", "/work/", "/root/", "index-url", "huggingface.co"):
            assert bad not in text, f"{name} holds {bad}"
