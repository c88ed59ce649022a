"""Writes the columns of `dragoman export csv|parquet` into docs/codebook.md, between its two marks; a test compares."""
from pathlib import Path

from dragoman.interfaces.exports.codebook import as_markdown

PAGE = Path(__file__).with_name("codebook.md")
BEGIN, END = "<!-- columns of exports: made by docs/make_codebook.py -->\n\n", "\n<!-- end -->"


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}{as_markdown(3)}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
