"""A course of training: the step that `train` and `distil` share, with its learning rates and the running mean of the weights (Polyak averaging)."""
from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import nn

from training.losses import Arrays, Teachers, Tensors, loss_of
from training.network import Network
from training.tokens import Tokens

WARM_UP = 150
"""Steps in which the learning rates rise."""

EVERY = 5
"""Steps from one time that the mean takes in the weights to the next."""


def halves() -> torch.autocast:
    """Context in which products are taken in bfloat16, where what computes has instructions for it: without them a processor takes ten times as long."""
    kind, can = torch.get_default_device().type, torch.cpu.get_capabilities()
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=kind != "cpu" or any(can.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16")))


def moved(arrays: Arrays) -> Tensors:
    """Arrays as tensors, where the network is."""
    return {k: torch.from_numpy(v).to(torch.get_default_device()) for k, v in arrays.items()}


class Course:
    """Trains `net` with AdamW; `mean` is the running mean of its last weights, `shown` that of the losses by name.

    `rates` are the highest learning rates of the encoder and of the heads.
    """

    def __init__(self, net: Network, tokens: Tokens, rates: Sequence[float], teachers: Teachers | None = None) -> None:
        parts = [[p for n, p in net.named_parameters() if n.startswith("encoder.") == encoder] for encoder in (True, False)]
        self._optimizer = torch.optim.AdamW([{"params": part, "lr": rate} for part, rate in zip(parts, rates, strict=True)],
                                            betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self._net, self._rates, self._teachers = net, rates, teachers
        self._words = tokens.mask_id, tokens.tokenizer.token_to_id("a")
        self._steps = 0
        self.mean = copy.deepcopy(net)
        self.shown: dict[str, torch.Tensor] = {}
        net.train()

    def step(self, task: str, arrays: Arrays, pace: float) -> None:
        """Take in a batch of a task, at so large a share of the learning rates (0 to 1) once they have risen."""
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * min(1.0, (self._steps + 1) / WARM_UP) * pace
        with halves():
            loss = loss_of(self._net, task, moved(arrays), *self._words, self._teachers)
        self._optimizer.zero_grad(set_to_none=True)
        sum(loss.values()).backward()
        nn.utils.clip_grad_norm_(self._net.parameters(), 1.0)
        self._optimizer.step()
        if self._steps % EVERY == 0:
            with torch.no_grad():
                kept = min(0.99, (self._steps + 1) / (self._steps + 20))
                torch._foreach_lerp_(list(self.mean.parameters()), list(self._net.parameters()), 1 - kept)
        for k, v in loss.items():
            self.shown[k] = 0.97 * self.shown.get(k, v.detach()) + 0.03 * v.detach()
        self._steps += 1

    def told(self) -> str:
        """The losses in one line."""
        return " ".join(f"{k} {v.item():.3f}" for k, v in self.shown.items())
