"""Trained weights to what ships: three ONNX graphs (the encoder int8, the rest float32), the tokenizer, and the card.

    python -m training.export TRAINED.pt FOLDER [--marks]
"""
from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from dragoman.reading.relation import MARKS
from training.crf import FORBIDDEN
from training.network import Network


# torch.onnx.export leaves a module in the mode it found it in, and all inside it: those wrapped here are put in eval mode first
class First(nn.Module):
    def __init__(self, net: Network):
        super().__init__()
        self.net = net

    def forward(self, ids, cases, mask):
        return *self.net(ids, cases, mask), self.net.moves + FORBIDDEN


class Third(nn.Module):
    def __init__(self, net: Network):
        super().__init__()
        self.net = net

    def forward(self, hidden, mask, actor, recipient):
        return self.net.relate(hidden, mask.to(hidden.dtype), actor, recipient)


def relation_graph(net: Network, hidden: torch.Tensor, mask: torch.Tensor, path: Path) -> None:
    """Write Network.relate: hidden (rows, tokens, width), mask (rows, tokens; bool), actor and recipient (rows, 2; int64) to root (rows, 16)."""
    actor, recipient = torch.tensor([[1, 2]] * len(hidden)), torch.tensor([[4, 4]] * len(hidden))
    torch.onnx.export(Third(net).eval(), (hidden, mask, actor, recipient), str(path), dynamo=False, opset_version=17,
                      input_names=["hidden", "mask", "actor", "recipient"], output_names=["root"],
                      dynamic_axes={"hidden": {0: "rows", 1: "tokens"}, "mask": {0: "rows", 1: "tokens"},
                                    **dict.fromkeys(("actor", "recipient", "root"), {0: "rows"})})


def graphs(net: Network, folder: Path) -> None:
    """Write `encoder.onnx` (dynamically quantized to int8, per channel), `heads.onnx` and `relation.onnx` (float32)."""
    net.eval()
    ids = torch.randint(1000, 2000, (3, 17))
    cases = torch.zeros_like(ids)
    mask = torch.ones(3, 17, dtype=torch.bool)
    rows = {0: "rows", 1: "tokens"}
    with tempfile.TemporaryDirectory() as t, torch.no_grad():
        plain, ready = Path(t) / "plain.onnx", Path(t) / "ready.onnx"
        torch.onnx.export(First(net).eval(), (ids, cases, mask), str(plain), dynamo=False, opset_version=17,
                          input_names=["ids", "cases", "mask"], output_names=["hidden", "trigger", "layers", "kind", "moves"],
                          dynamic_axes=dict.fromkeys(("ids", "cases", "mask", "hidden", "trigger", "layers", "kind"), rows))
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(str(ready), str(folder / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True,
                         op_types_to_quantize=["MatMul", "Gemm", "Gather"])
        hidden = net(ids, cases, mask)[0]
        row, first, last = torch.tensor([0, 2]), torch.tensor([1, 4]), torch.tensor([1, 6])
        torch.onnx.export(net.heads, (hidden, row, first, last), str(folder / "heads.onnx"), dynamo=False, opset_version=17,
                          input_names=["hidden", "row", "first", "last"], output_names=["type", "status", "today", "roles"],
                          dynamic_axes={"hidden": rows, **dict.fromkeys(("row", "first", "last", "type", "status", "today"), {0: "triggers"}),
                                        "roles": {0: "triggers", 1: "tokens"}})
        relation_graph(net, hidden, mask, folder / "relation.onnx")
        torch.onnx.export(net.allegiance, (hidden, row, first, last), str(folder / "sides.onnx"), dynamo=False, opset_version=17,
                          input_names=["hidden", "row", "first", "last"], output_names=["tokens", "classes"],
                          dynamic_axes={"hidden": rows, **dict.fromkeys(("row", "first", "last", "classes"), {0: "parties"}),
                                        "tokens": {0: "parties", 1: "tokens"}})
        for name in ("encoder.onnx", "heads.onnx", "sides.onnx", "relation.onnx"):
            onnx.checker.check_model(str(folder / name))
        session = ort.InferenceSession(str(folder / "encoder.onnx"))
        got = session.run(None, {"ids": ids.numpy(), "cases": cases.numpy(), "mask": mask.numpy()})
        print("largest difference in hidden states, int8 against float32:", float(np.abs(got[0] - hidden.numpy()).max()))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("trained")
    ap.add_argument("folder")
    ap.add_argument("--version", default="dev")
    ap.add_argument("--marks", action="store_true", help="the network was trained with marks around the parties of relations")
    ap.add_argument("--card", help="JSON file with what else the card says: data, licences, figures")
    a = ap.parse_args()
    folder = Path(a.folder)
    folder.mkdir(parents=True, exist_ok=True)
    net = Network.trained(a.trained)
    graphs(net, folder)
    shutil.copy(Path(a.trained).with_suffix(".tokenizer.json"), folder / "tokenizer.json")
    card = json.loads(Path(a.card).read_text()) if a.card else {}
    card |= {"marks": list(MARKS)} if a.marks else {}
    (folder / "card.json").write_text(json.dumps({"version": a.version, **card}, indent=1, ensure_ascii=False) + "\n")
    for f in sorted(folder.iterdir()):
        print(f.name, f"{f.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
