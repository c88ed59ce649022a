"""A smaller vocabulary: word pieces that no text of ours holds are dropped, and the tokenizer falls back on shorter ones.

WordPiece takes the longest piece that it knows (Schuster & Nakajima 2012), so what is left out still reads, in more pieces.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]", "[unused3]", "[unused4]")


def pruned(tokenizer: Path, texts: Iterable[str], out: Path, least: int) -> torch.Tensor:
    """Write `tokenizer` with the pieces that occur `least` times in the texts, and give their old ids (pieces,) in the new order.

    Special tokens and single signs stay, and so does the order, so that [PAD] is 0.
    """
    whole = Tokenizer.from_file(str(tokenizer))
    whole.no_truncation()
    whole.no_padding()
    seen: Counter[int] = Counter()
    for e in whole.encode_batch(list(texts)):
        seen.update(e.ids)
    described = json.loads(tokenizer.read_text(encoding="utf-8"))
    vocab: dict[str, int] = described["model"]["vocab"]
    kept = sorted((i, w) for w, i in vocab.items() if w in SPECIAL or len(w.removeprefix("##")) == 1 or seen[i] >= least)
    new = {w: n for n, (_, w) in enumerate(kept)}
    described["model"]["vocab"] = new
    described["added_tokens"] = [{**t, "id": new[t["content"]]} for t in described["added_tokens"] if t["content"] in new]
    special = (described.get("post_processor") or {}).get("special_tokens", {})
    for name, t in special.items():
        t["ids"] = [new[name]]
    described["truncation"] = described["padding"] = None
    out.write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    return torch.tensor([i for i, _ in kept])
