"""The network as it ships: five ONNX graphs and a tokenizer, run by onnxruntime on the CPU."""
from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from dragoman.model import DragomanError, InputError
from dragoman.processor import cores, has_dot_products
from dragoman.reading.relation import NOBODY, inclusive, mark
from dragoman.reading.tokens import case_of

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads, for the few windows of a report, would take cores that have work

LIMIT = 224
"""Tokens of a window; what training saw at most."""

BATCH = 1536
"""Tokens of a batch, padding counted, which takes hardly any time (training.written). A report of 700 words is one batch. The scales of its products
are those of a batch, so that other batches are read a little differently: change it with weights that hold every floor so.
"""

T = TypeVar("T")


@dataclass(slots=True)
class Window:
    """A stretch of a report that goes through the network at once. Offsets are characters of the report's text."""

    ids: list[int]
    cases: list[int]
    offsets: list[tuple[int, int]]


@dataclass(slots=True)
class Labels:
    """What the first graph gives for a batch: arrays whose first axis is the window and second the token.

    `moves` (layers, 3, 3) scores the step from tag to tag in the attribution layers. Where the graph has a gate, the windows are those that went
    through to the end; `kept` (windows,) says which of the batch they are, in their order.
    """

    hidden: np.ndarray
    trigger: np.ndarray
    layers: np.ndarray
    kind: np.ndarray
    moves: np.ndarray
    kept: np.ndarray


@dataclass(slots=True)
class Answers:
    """What the second graph gives: arrays whose first axis is the trigger. Logits; roles are (triggers, tokens, roles, 3), 0 beyond a window's length."""

    type: np.ndarray
    status: np.ndarray
    today: np.ndarray
    roles: np.ndarray


@dataclass(slots=True)
class Sides:
    """What the third graph gives: logits of tokens (parties, tokens) and of heads.CLASSES (parties, classes), one softmax for both."""

    tokens: np.ndarray
    classes: np.ndarray


class Spans:
    """Tokens `first` to `last` (inclusive) of windows `row`, three arrays (spans,), as the second and the third graph take them: the hidden states of
    the windows that hold one, without padding, and each span with every token of its window. `lengths` (windows,) are in tokens.
    """

    def __init__(self, hidden: np.ndarray, lengths: np.ndarray, row: np.ndarray, first: np.ndarray, last: np.ndarray):
        some, of = np.unique(row, return_inverse=True)
        lengths = lengths[some]
        window, token = np.nonzero(np.arange(lengths.max())[None, :] < lengths[:, None])
        start = (np.cumsum(lengths) - lengths)[of]
        self._span, self._token = np.nonzero(np.arange(lengths.max())[None, :] < lengths[of][:, None])
        self._shape = len(row), int(lengths.max())
        self.given = {"states": hidden[some[window], token], "first": start + first, "last": start + last, "span": self._span,
                      "token": start[self._span] + self._token}

    def spread(self, pairs: np.ndarray) -> np.ndarray:
        """What a graph says of each pair, (pairs, …), as (spans, tokens, …), 0 beyond a window's length."""
        out = np.zeros((*self._shape, *pairs.shape[1:]), pairs.dtype)
        out[self._span, self._token] = pairs
        return out


class Encoder:
    """Weights from a folder (`encoder.onnx`, `heads.onnx`, `tokenizer.json`, `card.json`), those that ship by default.

    `relation.onnx` is loaded when it is first asked for; a folder without it serves for all but `relate`. `sides.onnx` and
    `event.onnx` may be missing too: then `sides` and `events` give None. `threads` batches go through the graphs at a time, each on a
    core of its own; 0 is as many as there are cores. `within` cores work on one batch (0: all), which changes nothing of what comes out: one alone
    is through sooner, several at a time later. `meanwhile` is called while the graphs are loaded, which leaves a core to others.
    """

    def __init__(self, folder: str | Path | None = None, threads: int = 0, meanwhile: Callable[[], object] | None = None, within: int = 1):
        where = Path(folder) if folder else Path(str(files("dragoman") / "weights"))
        missing = [n for n in ("encoder.onnx", "heads.onnx", "tokenizer.json", "card.json") if not (where / n).is_file()]
        if missing:
            raise DragomanError(f"{where}: weights expected, {', '.join(missing)} missing; reinstall Dragoman, or run `make train`")
        self.card = json.loads((where / "card.json").read_text(encoding="utf-8"))
        self.version: str = self.card["version"]
        self.threads, within = threads or cores(), within or cores()
        self._pool: ThreadPoolExecutor | None = None
        paths = [where / f"{name}.onnx" for name in ("encoder", "heads", "sides", "event")]
        _share_memory()  # once, and not by two threads
        with ThreadPoolExecutor(2, thread_name_prefix="loading") as pool:
            loading = pool.map(lambda path: session(path, within, self.card.get("narrow", False)) if path.is_file() else None, paths)
            self.tokenizer = Tokenizer.from_file(str(where / "tokenizer.json"))
            if meanwhile:
                meanwhile()
            self._first, self._second, self._sides, self._event = loading
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self._gated = any(i.name == "gate" for i in self._first.get_inputs())
        self.gate: float = self.card.get("gate", {}).get("least", -np.inf)
        self._third: Path | ort.InferenceSession = where / "relation.onnx"

    def fits(self) -> bool:
        """Whether the graphs are of the form that `answer` takes; those exported until November 2026 are not."""
        return any(i.name == "states" for i in self._second.get_inputs())

    def windows(self, text: str, stretches: Sequence[tuple[int, int]]) -> list[Window]:
        """Stretches of a text, tokenized; one longer than LIMIT tokens is cut after a word."""
        out = []
        encodings = self.tokenizer.encode_batch([text[a:b] for a, b in stretches], add_special_tokens=False)
        first, last = self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]")
        for (start, _), e in zip(stretches, encodings, strict=True):
            ids, offsets = e.ids, [(a + start, b + start) for a, b in e.offsets]  # each time it is asked for, a new list
            for i in range(0, len(ids), LIMIT - 2):
                part = offsets[i:i + LIMIT - 2]
                out.append(Window([first, *ids[i:i + LIMIT - 2], last],
                                  [0, *(case_of(text[a:b]) for a, b in part), 0], [(0, 0), *part, (0, 0)]))
        return out

    def pair(self, sentence: str, actor: tuple[int, int] | None, recipient: tuple[int, int] | None) -> tuple[Window, tuple[int, int], tuple[int, int]]:
        """A sentence as one window, with marks around its parties where the card says so, and the parties' tokens for `relate`.

        Parties are characters [start, end) of the sentence, or None. Of a sentence longer than a window the part that ends
        with the later party is taken. InputError where a span holds no token, or the two are farther apart than a window.
        """
        e = self.tokenizer.encode(sentence)
        spans = []
        for given in (actor, recipient):
            span = inclusive(e.offsets, given) if given else NOBODY
            if span is None:
                raise InputError(f"characters {given} of {sentence[:60]!r}: expected a span that holds a word of the sentence; give characters [start, end)")
            spans.append(span)
        marks = [self.tokenizer.token_to_id(m) for m in self.card.get("marks", ())]
        room = LIMIT - 2 - len(marks)
        cut = max(0, max(last for _, last in spans) - room)
        if any(s != NOBODY and s[0] <= cut for s in spans):
            raise InputError(f"{sentence[:60]!r}: expected two parties within {room} tokens; give the sentence that holds both")
        kept = [0, *range(1 + cut, min(1 + cut + room, len(e.ids) - 1)), len(e.ids) - 1]  # [CLS] and [SEP] stay
        ids, offsets = [e.ids[i] for i in kept], [e.offsets[i] for i in kept]
        cases = [case_of(sentence[a:b]) for a, b in offsets]
        a, r = (s if s == NOBODY else (s[0] - cut, s[1] - cut) for s in spans)
        if marks:
            ids, cases, offsets, a, r = mark(ids, cases, offsets, a, r, marks)
        return Window(ids, cases, offsets), a, r

    def batches(self, windows: Sequence[Window]) -> list[list[Window]]:
        """Windows of like length together, so that little of a batch is padding: attention alone computes it."""
        out: list[list[Window]] = []
        for w in sorted(windows, key=lambda w: -len(w.ids)):
            if not out or (len(out[-1]) + 1) * len(out[-1][0].ids) > BATCH:
                out.append([])
            out[-1].append(w)
        return out

    def each(self, work: Callable[[list[Window]], T], batches: Sequence[list[Window]]) -> Iterator[T]:
        """What `work` makes of each batch, in their order, as many at a time as there are threads."""
        if self.threads == 1 or len(batches) < 2:
            return map(work, batches)
        return self._workers().map(work, batches)

    def beside(self, work: Callable[[], T]) -> Callable[[], T]:
        """What gives the result of `work`, which another thread does meanwhile, where there is more than one."""
        return self._workers().submit(work).result if self.threads > 1 else work

    def _workers(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="reader")
        return self._pool

    def label(self, batch: Sequence[Window], gated: bool = False) -> Labels:
        """What the network sees in a batch; with `gated`, in its windows that may hold a trigger, one at least (training.gate).

        All windows are kept where the weights have no gate.
        """
        if not self._gated:
            return Labels(*self._first.run(None, given(batch)), np.arange(len(batch)))
        return Labels(*self._first.run(None, given(batch) | {"gate": np.array(self.gate if gated else -np.inf, np.float32)}))

    def answer(self, spans: Spans) -> Answers:
        """Type, status and roles of triggers."""
        type_, status, today, roles = self._second.run(None, spans.given)
        return Answers(type_, status, today, spans.spread(roles))

    def sides(self, spans: Spans) -> Sides | None:
        """Where the codes of parties stand. None where the weights have no such graph."""
        if not self._sides:
            return None
        tokens, classes = self._sides.run(None, spans.given)
        return Sides(spans.spread(tokens), classes)

    def events(self, hidden: np.ndarray, row: np.ndarray, first: np.ndarray, last: np.ndarray) -> list[bytes] | None:
        """Embeddings of the events of triggers, as a statement holds them: tokens `first` to `last` (inclusive) of window `row`.

        None where the weights have no such graph.
        """
        if not self._event:
            return None
        within = last - first
        steps = np.minimum(first[:, None] + np.arange(within.max() + 1), last[:, None])
        own = {"hidden": hidden[row[:, None], steps], "row": np.arange(len(row)), "first": np.zeros_like(first), "last": within}  # the graph copies whole rows
        return [v.tobytes() for v in self._event.run(None, own)[0]]

    def relate(self, batch: Sequence[Window], actor: np.ndarray, recipient: np.ndarray) -> np.ndarray:
        """Logits over the types, (windows, 16), of the act between two parties of each window, given as `pair` gives them, (windows, 2)."""
        if isinstance(self._third, Path):
            if not self._third.is_file():
                raise DragomanError(f"{self._third}: expected the graph that tells the act between two parties; these weights were exported without it, "
                                    "take those that ship or export them anew (python -m training.export)")
            self._third = session(self._third)
        hidden = self.label(batch).hidden
        return self._third.run(None, {"hidden": hidden, "mask": _mask(batch), "actor": actor, "recipient": recipient})[0]


def given(batch: Sequence[Window]) -> dict[str, np.ndarray]:
    """A batch as the first graph takes it: `ids` and `cases`, padded, and `mask`, each (windows, tokens)."""
    mask = _mask(batch)
    ids, cases = np.zeros(mask.shape, np.int64), np.zeros(mask.shape, np.int64)
    for i, w in enumerate(batch):
        ids[i, :len(w.ids)], cases[i, :len(w.ids)] = w.ids, w.cases
    return {"ids": ids, "cases": cases, "mask": mask}


def _mask(batch: Sequence[Window]) -> np.ndarray:
    """Which tokens of a padded batch are real, (windows, tokens)."""
    lengths = np.array([len(w.ids) for w in batch])
    return np.arange(lengths.max())[None, :] < lengths[:, None]


def session(graph: Path | bytes, within: int = 1, narrow: bool = False) -> ort.InferenceSession:
    """A graph, from a file or as its bytes, ready to run; `within` cores work on each of its products. `narrow` is whether its products of bytes
    overflow on no processor (training.written.reach)."""
    options = ort.SessionOptions()
    options.log_severity_level = 3
    # a batch on each core gets more done than one batch on all of them (see Encoder.each)
    options.intra_op_num_threads = within
    # of itself a core that waits for the others does so by counting, at the cost of whatever else is to be done
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # batches are of unlike size; without the pattern planner memory stays flat
    options.enable_mem_pattern = False
    _share_memory()
    options.add_session_config_entry("session.use_env_allocators", "1")
    # without dot products of bytes (VNNI), those of unsigned by signed bytes overflow, and next to nothing is found, unless weights are narrow; exact
    # products take a quarter more time, and with VNNI some take twice the time for the same
    options.add_session_config_entry("session.x64quantprecision", "0" if narrow or has_dot_products() else "1")
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


@cache
def _share_memory() -> None:
    """Have the graphs of a process take what lies between their layers from one store: each of its own grows to the largest batch it ever met, by
    doubling, and gives nothing back.
    """
    where = ort.OrtMemoryInfo("Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT)
    ort.create_and_register_allocator(where, ort.OrtArenaCfg(0, -1, -1, -1))  # no limit; growth as the library has it
