"""Feed-forward layers whose loud activations are taken apart, so that one scale a batch (dynamic quantization) does for the rest.

The inputs of MPNet's up-projections have two to four channels of thirty to fifty where the others stay under four, the same in all texts
(Dettmers et al. 2022 call them emergent features): each such channel is divided by a whole number n and stands n times in the product, with its weights
(outlier channel splitting, Zhao et al. 2019). The inner neurons go by degrees: those that are ever the most active are split off, their part of the
down-projection is scaled by blocks, and the rest by one scale. Both are the same function in exact arithmetic.
"""
from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

from training.encoder import Encoder, Layer

LOUD = 8
"""Channels of a layer's input that are split, so that they are no louder than the next."""

BUSY = 256
"""Inner neurons of a layer that are scaled by blocks."""

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Token ids, case classes and mask of some texts, each (texts, tokens)."""


class Apart(nn.Module):
    """A layer of the encoder with its loud channels split and its busy neurons apart; for export, not for training."""

    def __init__(self, layer: Layer, loudness: torch.Tensor, busyness: torch.Tensor, loud: int = LOUD, busy: int = BUSY):
        super().__init__()
        self.layer = layer
        loudest = loudness.argsort(descending=True)
        times = torch.ones_like(loudness)
        times[loudest[:loud]] = (loudness[loudest[:loud]] / loudness[loudest[loud]].clamp(min=1e-6)).ceil().clamp(min=1)
        again = torch.repeat_interleave(torch.arange(len(times)), times.long() - 1)
        self.register_buffer("share", 1 / times)
        self.register_buffer("again", again)
        order = busyness.argsort(descending=True)
        first, rest = order[:busy].sort().values, order[busy:].sort().values
        up, down = layer.up.weight.detach(), layer.down.weight.detach()
        self.up_busy, self.up_rest = (_linear(torch.cat([up[own], up[own][:, again]], 1), layer.up.bias.detach()[own]) for own in (first, rest))
        self.down_busy, self.down_rest = _linear(down[:, first], layer.down.bias.detach()), _linear(down[:, rest], torch.zeros(len(down)))
        del layer.up, layer.down

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.layer.attended(x, mask)
        split = x * self.share
        split = torch.cat([split, split.index_select(-1, self.again)], -1)
        return self.layer.norm2(x + self.down_busy(F.gelu(self.up_busy(split))) + self.down_rest(F.gelu(self.up_rest(split))))


def take_apart(encoder: Encoder, batches: Iterable[Batch], loud: int = LOUD, busy: int = BUSY) -> None:
    """Replace the encoder's layers by those taken apart, in place, by what is loud in these texts."""
    found = loudness(encoder, batches)
    for i, (channels, neurons) in enumerate(found):
        encoder.layers[i] = Apart(encoder.layers[i], channels, neurons, loud, busy)


def loudness(encoder: Encoder, batches: Iterable[Batch]) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """The largest activation, either sign, of each channel of the up-projection's input and of each inner neuron, for each layer."""
    found = [(torch.zeros(layer.up.in_features), torch.zeros(layer.down.in_features)) for layer in encoder.layers]

    def note(into: torch.Tensor, _: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        into.copy_(torch.maximum(into, inputs[0].float().abs().flatten(0, -2).amax(0)))

    hooks = [part.register_forward_pre_hook(partial(note, into)) for layer, both in zip(encoder.layers, found, strict=True)
             for part, into in zip((layer.up, layer.down), both, strict=True)]
    with torch.no_grad():
        for batch in batches:
            encoder(*batch)
    for hook in hooks:
        hook.remove()
    return found


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight, made.bias = nn.Parameter(weight.contiguous()), nn.Parameter(bias.clone())
    return made
