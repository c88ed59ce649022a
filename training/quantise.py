"""Weights in eight bits that lose next to nothing, for graphs that PyTorch exports.

A few channels and tokens of MPNet carry activations a hundred times larger than the rest, and one scale for a whole batch (dynamic quantization) drowns
the others. What is scaled by blocks of weights and by blocks of a row (onnxruntime's MatMulNBits) bears them, at twice the time. What is large is
written without (training.written).
"""
from __future__ import annotations

import logging
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

BLOCK = 256
"""Weights that share a scale."""

class Product(nn.Module):
    """A linear layer that is exported as a plain matrix product, whatever the rank of its input."""

    def __init__(self, linear: nn.Linear):
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().T.contiguous())
        self.bias = nn.Parameter(linear.bias.detach())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.matmul(x, self.weight) + self.bias


def exportable(net: nn.Module) -> nn.Module:
    """The same network, in place, with layers that `quantised` finds."""
    for name, layer in list(net.named_modules()):
        parent, _, last = name.rpartition(".")
        if isinstance(layer, nn.Linear):
            setattr(net.get_submodule(parent), last, Product(layer))
    return net


def quantised(plain: Path, out: Path, block: int = BLOCK, bits: int = 8) -> None:
    """Write the graph `plain` with its matrices in four or eight bits, by blocks of `block` weights."""
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    ready = plain.with_suffix(".ready.onnx")
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True, skip_optimization=True)  # optimized, products and sums are one, which stays float
    config = DefaultWeightOnlyQuantConfig(block_size=block, is_symmetric=True, accuracy_level=4, bits=bits)
    job = MatMulNBitsQuantizer(onnx.load(str(ready)), algo_config=config)
    job.process()
    job.model.save_model_to_file(str(out))
