"""Draw docs/reliability.svg: `python -m docs.make_reliability [--weights FOLDER]`, from the repository's root. It needs the corpora of ../shared.

A reliability diagram (Niculescu-Mizil and Caruana 2005): statements in ten bins of confidence, and in each the share that is right,
with its 95% interval (Wilson 1927). On the diagonal, confidence means what it says.
"""
from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import numpy as np

from evals.calibration import Bin, Noting, bins, confidences, figures, judged
from evals.common import shared
from evals.reading import NEWSWIRE

SIDE, LEFT, TOP = 320, 60, 40
"""Width and height of the square, and where it begins."""

SETS = {"silver dev, short texts": "#1f5fa8", "whole newswire articles": "#b3541e"}


def wilson(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The interval in which a share lies, given how many of a count are right."""
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return middle - half, middle + half


def at(confidence: float, share: float) -> tuple[float, float]:
    """Where a point of the square stands on the page."""
    return round(LEFT + confidence * SIDE, 1), round(TOP + (1 - share) * SIDE, 1)


def points(found: Sequence[Bin], colour: str) -> Iterator[str]:
    """A dot a bin, the larger the more statements, with its interval."""
    most = max(b.count for b in found)
    way = " ".join(",".join(map(str, at(b.confidence, b.right / b.count))) for b in found)
    yield f'<polyline fill="none" stroke="{colour}" opacity=".5" points="{way}"/>'
    for b in found:
        least, highest = wilson(b.right, b.count)
        (x, y), (_, low), (_, high) = at(b.confidence, b.right / b.count), at(b.confidence, least), at(b.confidence, highest)
        yield f'<line x1="{x}" x2="{x}" y1="{high}" y2="{low}" stroke="{colour}" opacity=".5"/>'
        yield (f'<circle cx="{x}" cy="{y}" r="{3 + 5 * (b.count / most) ** 0.5:.1f}" fill="{colour}"><title>confidence {b.confidence:.2f}, '
               f'right {b.right} of {b.count}</title></circle>')


def diagram(series: Sequence[tuple[str, str, Sequence[Bin]]]) -> str:
    """The page: names, colours and bins of the sets."""
    width, height = LEFT + SIDE + 20, TOP + SIDE + 60 + 18 * len(series)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           'font-family="system-ui, sans-serif" font-size="12" role="img"><title>Share of statements that are right, by confidence</title>',
           f'<rect width="{width}" height="{height}" fill="#fff"/>',
           f'<text x="{LEFT}" y="24" font-size="14" font-weight="600">Share that is right, by confidence</text>']
    for tick in (0, 0.25, 0.5, 0.75, 1):
        (x, bottom), (left, y) = at(tick, 0), at(0, tick)
        out += [f'<path d="M{left} {y}h{SIDE}M{x} {bottom}v-{SIDE}" stroke="#ddd"/>',
                f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text><text x="{x}" y="{bottom + 16}" text-anchor="middle">{tick:g}</text>']
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    out.append(f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#777" stroke-dasharray="4 3"/>')
    for i, (name, colour, found) in enumerate(series):
        y = TOP + SIDE + 44 + 18 * i
        out += [*points(found, colour), f'<circle cx="{LEFT + 5}" cy="{y - 4}" r="5" fill="{colour}"/><text x="{LEFT + 18}" y="{y}">{escape(name)}</text>']
    return "\n".join([*out, "</svg>"]) + "\n"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--weights", help="folder of other weights than those that ship")
    reader = Noting(ap.parse_args().weights)
    series = []
    for (name, colour), path in zip(SETS.items(), (shared() / "corpus" / "silver" / "dev.jsonl", NEWSWIRE), strict=True):
        rows = judged(path, reader)
        right = np.array([r.right for r in rows])
        p, _ = confidences(rows, path, reader.encoder.card)
        series.append((f"{name}: ECE {figures(p, right)['ece']:.3f}, {len(rows)} statements", colour, bins(p, right)))
    Path(__file__).with_name("reliability.svg").write_text(diagram(series), encoding="utf-8")


if __name__ == "__main__":
    main()
