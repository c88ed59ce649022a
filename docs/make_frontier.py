"""Draw docs/frontier.svg and the table in docs/frontier.md from docs/frontier.json: `python -m docs.make_frontier`, from the repository's root.

`python -m evals.frontier NAME=FOLDER ... --out docs/frontier.json` measures.
"""
from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, HEIGHT, LEFT, TOP = 460, 300, 60, 40
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
HEADS = {"name": "reader", "mb": "MB", "articles_per_s": "articles/s", **{k: k for k in ("event", "dyad", "whole", "source", "content")}}


def table(rows: Sequence[dict]) -> str:
    """Markdown, a row a reader."""
    lines = ["| " + " | ".join(HEADS.values()) + " |", "|" + "---|" * len(HEADS)]
    for r in rows:
        lines.append("| " + " | ".join(f"{r[k]:.3f}" if isinstance(r[k], float) and r[k] < 1 else str(r[k]) for k in HEADS) + " |")
    return "\n".join(lines)


def plot(rows: Sequence[dict]) -> str:
    """Event F1 against speed; the area of a dot is the reader's size."""
    fast = max(r["articles_per_s"] for r in rows) * 1.1
    low, high = min(r["event"] for r in rows) - 0.02, max(r["event"] for r in rows) + 0.02

    def x(v: float) -> float:
        return round(LEFT + v / fast * WIDTH, 1)

    def y(v: float) -> float:
        return round(TOP + (high - v) / (high - low) * HEIGHT, 1)

    full = (LEFT + WIDTH + 30, TOP + HEIGHT + 60)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full[0]} {full[1]}" width="{full[0]}" height="{full[1]}" '
           'font-family="system-ui, sans-serif" font-size="12" role="img"><title>Accuracy and speed of readers of several sizes</title>',
           f'<rect width="{full[0]}" height="{full[1]}" fill="#fff"/>',
           f'<text x="{LEFT}" y="24" font-size="14" font-weight="600">Event F1 on silver dev, by speed</text>']
    step = 10 if fast > 25 else 5
    for v in range(0, int(fast) + 1, step):
        out.append(f'<path d="M{x(v)} {TOP}v{HEIGHT}" stroke="#ddd"/><text x="{x(v)}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{v}</text>')
    for k in range(int(low * 50) + 1, int(high * 50) + 1):
        out.append(f'<path d="M{LEFT} {y(k / 50)}h{WIDTH}" stroke="#ddd"/><text x="{LEFT - 6}" y="{y(k / 50) + 4}" text-anchor="end">{k / 50:.2f}</text>')
    below = f'x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 36}"'
    out.append(f'<text {below} text-anchor="middle">articles of 400 words a second, 2 cores; area of a dot: megabytes</text>')
    for i, r in enumerate(sorted(rows, key=lambda r: -r["mb"])):
        colour = "#b3541e" if r["name"].startswith("MPNet") else "#1f5fa8"
        radius = round((r["mb"] / 3.2) ** 0.5, 1)
        out.append(f'<circle cx="{x(r["articles_per_s"])}" cy="{y(r["event"])}" r="{radius}" fill="{colour}" opacity=".6"><title>{escape(r["name"])}: '
                   f'{r["event"]:.3f}, {r["articles_per_s"]} articles/s, {r["mb"]} MB</title></circle>'
                   f'<text x="{x(r["articles_per_s"]) + radius + 3}" y="{y(r["event"]) + 4 + 11 * (i % 2)}" font-size="10">{escape(r["name"])}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main() -> None:
    rows = json.loads((HERE / "frontier.json").read_text(encoding="utf-8"))
    (HERE / "frontier.svg").write_text(plot(rows), encoding="utf-8")
    page = (HERE / "frontier.md").read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    (HERE / "frontier.md").write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
