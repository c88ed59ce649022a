"""What the processor can do, as far as the system tells."""
from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

DOT_PRODUCTS = ("avx512_vnni", "avx_vnni", "asimddp")
"""Instructions for dot products of bytes, by Linux's names: Intel from 2019 on, AMD from Zen 4 on, ARM."""


@cache
def flags() -> frozenset[str]:
    """What the processor can do, by Linux's names; empty where the system does not tell."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(word for line in re.findall(r"(?m)^(?:flags|Features)\s*:\s*(.*)$", text)[:1] for word in line.split())


def has_dot_products() -> bool:
    """Whether the processor is known to multiply bytes by the fast instructions that most of our figures were made with; others round a little differently."""
    return not flags().isdisjoint(DOT_PRODUCTS)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
