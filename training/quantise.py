"""Weights in eight bits that lose next to nothing.

A few channels and tokens of MPNet carry activations a hundred times larger than the rest, and one scale for a whole batch
(dynamic quantization) drowns the others: of the trigger tags of 24 texts it turned ten. So weights are scaled by blocks, and
the product scales activations by blocks of a row (onnxruntime's MatMulNBits); a report then reads the same whatever shares
its batch. Embeddings, for which there are no blocks, are scaled by column.
"""
from __future__ import annotations

import logging
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

BLOCK = 128
"""Weights that share a scale."""


class Product(nn.Module):
    """A linear layer that is exported as a plain matrix product, whatever the rank of its input."""

    def __init__(self, linear: nn.Linear):
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().T.contiguous())
        self.bias = nn.Parameter(linear.bias.detach())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.matmul(x, self.weight) + self.bias


class Columns(nn.Module):
    """An embedding whose columns are stored in one range, and stretched after the look-up."""

    def __init__(self, table: nn.Embedding):
        super().__init__()
        weight = table.weight.detach()
        self.reach = nn.Parameter(weight.abs().amax(0).clamp(min=1e-6))
        self.table = nn.Embedding.from_pretrained(weight / self.reach.detach())

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.table(ids) * self.reach


def exportable(net: nn.Module) -> nn.Module:
    """The same network, in place, with layers that `eight_bits` finds."""
    for name, layer in list(net.named_modules()):
        parent, _, last = name.rpartition(".")
        if isinstance(layer, nn.Linear):
            setattr(net.get_submodule(parent), last, Product(layer))
        elif isinstance(layer, nn.Embedding) and layer.embedding_dim > 256:
            setattr(net.get_submodule(parent), last, Columns(layer))
    return net


def eight_bits(plain: Path, out: Path, block: int = BLOCK) -> None:
    """Write the graph `plain` with its weights in eight bits: embeddings by column, matrices by blocks of `block` weights."""
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    ready = plain.with_suffix(".ready.onnx")
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    looked_up = plain.with_suffix(".gather.onnx")
    quantize_dynamic(str(ready), str(looked_up), weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
    config = DefaultWeightOnlyQuantConfig(block_size=block, is_symmetric=True, accuracy_level=4, bits=8)
    job = MatMulNBitsQuantizer(onnx.load(str(looked_up)), algo_config=config)
    job.process()
    job.model.save_model_to_file(str(out))
