"""What reading costs at scale: engines and workers side by side, Parquet per million, DuckDB over many copies of it.

    python -m evals.scale [--articles 200] [--shards 8] [--workers 1 2] [--engines local ray] [--copies 200]

Articles are US government releases of ../shared (half White House, half State Department) in packed JSON lines. Each engine reads them into a folder of its
own; the rows must be the same. Seconds of cores are those that the processes of the readers used (Entry.cpu), so that a busy machine counts only once.
For DuckDB the folder is copied many times over, ids and days changed, and asked in a process of its own.
"""
from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from dragoman import pipeline
from dragoman.archive import TABLES, Archive, Entry, Folder
from evals.common import finish
from evals.speed import texts

ASKED = (("all pairs", {}), ("all pairs by week", {"by": "week"}), ("one pair by week", {"by": "week", "about": ("RUS", "UKR")}))


AT_ONCE = 100
"""Copies in one file."""


def pack(articles: int, shards: int, folder: Path) -> tuple[int, int]:
    """Write the articles as so many packed files; how many there are, and their words."""
    found = texts(articles)
    for n in range(shards):
        with gzip.open(folder / f"{n:04}.jsonl.gz", "wt", encoding="utf-8") as f:
            for r in found[n::shards]:
                f.write(json.dumps({"id": r.id, "title": r.title, "published": r.published, "publisher": r.id.partition("/")[0], "text": r.text}) + "\n")
    return len(found), sum(len(r.text.split()) for r in found)


def rows(folder: Path) -> list[tuple]:
    with Archive(folder) as archive:
        return [(h.report, h.statements) for h in archive.readings()]


def measure(inputs: Path, out: Path, engine: str, workers: int) -> dict:
    """Read the inputs with an engine; what it took."""
    began = time.perf_counter()
    found = list(pipeline.read_to(str(out), [str(inputs)], engine=engine, workers=workers))  # type: ignore[arg-type]
    took = time.perf_counter() - began
    bad = [str(f) for f in found if not isinstance(f, Entry) or f.errors]
    if bad:
        raise SystemExit(f"{engine}: {bad}")
    reports, cpu = sum(f.reports for f in found), sum(f.cpu for f in found)
    return {"articles": reports, "wall": took, "articles_s": reports / took, "core_s": cpu, "articles_core_s": reports / cpu,
            "begin_and_end": took - sum(f.seconds for f in found) / workers, "peak_mb": max(f.memory for f in found),
            "statements": sum(f.statements for f in found)}


def together(folder: Path, out: Path) -> dict[str, int]:
    """The rows of a folder as one file a table, as of a shard of many reports: bytes of each."""
    import duckdb

    sizes = {}
    with duckdb.connect() as db:
        for table in TABLES:
            db.read_parquet(str(folder / table / "*" / "*" / "*.parquet"), hive_partitioning=False).write_parquet(
                str(out / f"{table}.parquet"), compression="zstd", row_group_size=20_000)
            sizes[table] = (out / f"{table}.parquet").stat().st_size
    return sizes


def multiply(folder: Path, copies: int, out: Path) -> None:
    """A folder of the same rows many times over, each under other ids and on another day of ten years, without texts."""
    import duckdb

    Folder(out, make=True)
    with duckdb.connect(config={"memory_limit": "2GB"}) as db:
        for n in range(0, copies, AT_ONCE):
            shard, files = f"{n:016x}", []
            last = min(n + AT_ONCE, copies)
            for table in TABLES:
                place = out / table / "year=2024" / f"month={n // AT_ONCE % 12 + 1}"
                place.mkdir(parents=True, exist_ok=True)
                held = db.read_parquet(str(folder / table / "*" / "*" / "*.parquet"), hive_partitioning=False)
                ids = "id || '-' || i AS id" + (", report || '-' || i AS report" if table == "statements" else ", '' AS text")
                days = "strftime(TRY_CAST(left(published, 10) AS DATE) + ((i * 7919) % 3650)::INTEGER, '%Y-%m-%d') AS published"
                held.cross(db.sql(f"SELECT range AS i FROM range({n}, {last})")).project(f"* EXCLUDE (i) REPLACE ({ids}, {days})").write_parquet(  # noqa: S608
                    str(place / f"{shard}.parquet"), compression="zstd", row_group_size=20_000)
                files.append(str((place / f"{shard}.parquet").relative_to(out)))
            (out / "shards" / f"{shard}.json").write_text(json.dumps(asdict(Entry(shard, shard, "", "", 0, 0, 0, 0.0, "", tuple(files)))))


def ask(folder: str, question: int) -> None:
    """Put a question to a folder in this process; seconds, rows and memory as JSON."""
    began = time.perf_counter()
    with Archive(folder) as archive:
        counts = archive.counts() if not question else {}
        n = sum(1 for _ in archive.series(**ASKED[question][1]))  # type: ignore[arg-type]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": time.perf_counter() - began, "core_s": used.ru_utime + used.ru_stime, "rows": n, "peak_mb": used.ru_maxrss / 1024, **counts}))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=200)
    ap.add_argument("--shards", type=int, default=8)
    ap.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    ap.add_argument("--engines", nargs="+", default=["local", "ray"])
    ap.add_argument("--copies", type=int, default=200)
    ap.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    a = ap.parse_args()
    if a.ask:
        ask(a.ask[0], int(a.ask[1]))
        return
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        where = Path(place)
        (where / "in").mkdir()
        n, words = pack(a.articles, a.shards, where / "in")
        packed = sum(p.stat().st_size for p in (where / "in").iterdir())
        print(f"{n} articles of {words / n:.0f} words in {a.shards} shards, {packed / n / 1000:.2f} kB each as packed JSON lines", flush=True)
        first: list[tuple] = []
        for engine in a.engines:
            for workers in a.workers:
                out = where / f"{engine}-{workers}"
                m = measure(where / "in", out, engine, workers)
                first = first or rows(out)
                same = rows(out) == first
                print(f"{engine}, {workers} workers: {m['wall']:.1f} s, {m['articles_s']:.2f} articles/s; {m['core_s']:.1f} s of cores, "
                      f"{m['articles_core_s']:.2f} articles a second of a core ({m['articles_core_s'] * words / n / 400:.2f} of 400 words); "
                      f"begin and end {m['begin_and_end']:.1f} s; peak of a reader {m['peak_mb']:.0f} MB; {m['statements']} statements; "
                      f"rows {'the same' if same else 'NOT THE SAME'}", flush=True)
                figures |= {f"{engine}{workers}_articles_s": m["articles_s"], f"{engine}{workers}_articles_core_s": m["articles_core_s"],
                            f"{engine}{workers}_peak_mb": m["peak_mb"], f"{engine}{workers}_same": float(same)}
                base = out
        sizes = {t: sum(p.stat().st_size for p in (base / t).rglob("*.parquet")) for t in TABLES}
        print(", ".join(f"{t} {size / n:.0f} bytes an article as read" for t, size in sizes.items()))
        whole = together(base, where)
        print(", ".join(f"{t} {size / n:.0f} bytes an article in one file" for t, size in whole.items()), flush=True)
        figures |= {f"{t}_bytes": size / n for t, size in whole.items()}
        multiply(base, a.copies, where / "many")
        for i, (name, _) in enumerate(ASKED):
            found = json.loads(subprocess.run([sys.executable, "-m", "evals.scale", "--ask", str(where / "many"), str(i)], capture_output=True, text=True,
                                              check=True).stdout)
            held = f" of {found['reports']:,} reports, {found['statements']:,} statements" if "reports" in found else ""
            print(f"{name}{held}: {found['seconds']:.2f} s, {found['core_s']:.2f} s of cores, {found['rows']:,} rows, peak {found['peak_mb']:.0f} MB",
                  flush=True)
            figures |= {f"duckdb_{i}_{key}": found[key] for key in ("seconds", "core_s", "peak_mb")}
    finish(figures)


if __name__ == "__main__":
    main()
