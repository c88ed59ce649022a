"""Masked-language-model warm-up: sentence-similarity weights learn again to look at single words.

    python -m training.warmup OUT.pt

Whole words are masked (Devlin et al. 2019, and the whole-word variant of BERT's later releases) in the unlabelled texts of ../shared/corpus.
"""
from __future__ import annotations

import argparse
import random
import time

import torch
from torch import nn
from torch.nn import functional as F

from training.corpora import unlabelled
from training.course import halves
from training.encoder import Encoder, carried_weights
from training.tokens import Tokens, batches, pad


class Warmup(nn.Module):
    def __init__(self, encoder: Encoder):
        super().__init__()
        self.encoder = encoder
        self.dense = nn.Linear(encoder.width, encoder.width)
        self.norm = nn.LayerNorm(encoder.width, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(encoder.words.num_embeddings))

    def forward(self, ids, cases, mask, chosen):
        x = self.encoder(ids, cases, mask)[chosen]
        return F.linear(self.norm(F.gelu(self.dense(x))), self.encoder.words.weight, self.bias)


def hide(encoded, rng: random.Random, mask_id: int, vocab: int):
    """Ids with a seventh of the words hidden, and the places of the hidden tokens."""
    ids = list(encoded.ids)
    words: dict[int, list[int]] = {}
    for i, w in enumerate(encoded.words):
        if w is not None:
            words.setdefault(w, []).append(i)
    keys = list(words)
    picked = rng.sample(keys, max(1, round(0.15 * len(keys)))) if keys else []
    places = [i for w in picked for i in words[w]]
    for w in picked:
        r = rng.random()
        for i in words[w]:
            if r < 0.8:
                ids[i] = mask_id
            elif r < 0.9:
                ids[i] = rng.randrange(1000, vocab)
    return ids, places


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("out")
    ap.add_argument("--encoder", help="encoder weights to go on from, in place of those a package carries")
    ap.add_argument("--texts", type=int, default=180_000, help="texts to see; the learning rate falls to zero by then")
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    tokens = Tokens(carried_weights() / "tokenizer.json", limit=160)
    texts = unlabelled()
    rng.shuffle(texts)
    print(len(texts), "texts", flush=True)
    encoder = Encoder.carried()
    if a.encoder:
        encoder.load_state_dict(torch.load(a.encoder, weights_only=True))
    model = Warmup(encoder)
    decay = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}], lr=a.rate, betas=(0.9, 0.98))
    start, seen, step, shown = time.time(), 0, 0, 0.0
    vocab = model.encoder.words.num_embeddings
    model.train()
    while True:
        encoded = [tokens(t) for t in texts[:20000]]
        texts = texts[20000:] + texts[:20000]
        for batch in batches(encoded, 4096, rng):
            done = seen / a.texts
            if done >= 1:
                torch.save(model.encoder.state_dict(), a.out)
                print("saved", a.out, seen, "texts seen", flush=True)
                return
            for g in opt.param_groups:
                g["lr"] = a.rate * min(1.0, (step + 1) / 100) * (1 - done)
            hidden = [hide(e, rng, tokens.mask_id, vocab) for e in batch]
            ids = pad([h[0] for h in hidden])
            gold = pad([e.ids for e in batch])
            cases = pad([e.cases for e in batch])
            mask = pad([[1] * len(e.ids) for e in batch]).bool()
            chosen = torch.zeros_like(mask)
            for b, (_, places) in enumerate(hidden):
                chosen[b, places] = True
            with halves():
                loss = F.cross_entropy(model(ids, cases, mask, chosen).float(), gold[chosen])
            opt.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            step, seen = step + 1, seen + len(batch)
            shown = 0.98 * shown + 0.02 * loss.item() if shown else loss.item()
            if step % 50 == 0:
                print(f"{step} {shown:.3f} {seen / (time.time() - start):.0f} texts/s", flush=True)


if __name__ == "__main__":
    main()
