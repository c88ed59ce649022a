"""Weights in eight bits that lose next to nothing.

A few channels and tokens of MPNet carry activations a hundred times larger than the rest, and one scale for a whole batch
(dynamic quantization) drowns the others: of the trigger tags of 24 texts it turned ten. What is scaled by blocks of weights and by
blocks of a row (onnxruntime's MatMulNBits) bears them, at twice the time. So `training.loud` takes the few apart in the feed-forward layers, and one
scale a batch does for the rest of them as for the attention, whose inputs are tame. Embeddings, for which there are no blocks, are scaled by column.
"""
from __future__ import annotations

import logging
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

BLOCK = 256
"""Weights that share a scale."""

TAME = ("qkv", "out", "up_busy", "up_rest", "down_rest")
"""Layers whose inputs have no such outliers: one scale a batch does, at half the time. They are the attention's, and what `training.loud` makes so."""


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
    """The same network, in place, with layers that `quantised` finds."""
    for name, layer in list(net.named_modules()):
        parent, _, last = name.rpartition(".")
        if isinstance(layer, nn.Linear):
            setattr(net.get_submodule(parent), last, Product(layer))
        elif isinstance(layer, nn.Embedding) and layer.embedding_dim > 256:
            setattr(net.get_submodule(parent), last, Columns(layer))
    return net


def quantised(plain: Path, out: Path, block: int = BLOCK, bits: int = 8) -> None:
    """Write the graph `plain` with its matrices in four or eight bits by blocks of `block` weights, its embeddings in eight by column; 32 leaves all."""
    if bits == 32:
        shutil.copy(plain, out)
        return
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    ready, partly = plain.with_suffix(".ready.onnx"), plain.with_suffix(".partly.onnx")
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    tame = [n.name for n in onnx.load(str(ready)).graph.node if n.op_type == "Gather" or n.op_type == "MatMul" and n.name.split("/")[-2] in TAME]
    quantize_dynamic(str(ready), str(partly), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["Gather", "MatMul"],
                     nodes_to_quantize=tame if bits == 8 else [n for n in tame if "Gather" in n])
    config = DefaultWeightOnlyQuantConfig(block_size=block, is_symmetric=True, accuracy_level=4, bits=bits)
    job = MatMulNBitsQuantizer(onnx.load(str(partly)), algo_config=config)
    job.process()
    job.model.save_model_to_file(str(out))
