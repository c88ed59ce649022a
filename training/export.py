"""Trained weights to what ships: four ONNX graphs with weights in eight bits, the tokenizer, and the card.

    python -m training.export TRAINED.pt FOLDER [--marks]

`--loud 0 --busy 0` leaves the feed-forward layers whole, and scales all of them by blocks (training.quantise), as the weights of November 2026 are.
"""
from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import nn

from dragoman.reading.encoder import LIMIT
from dragoman.reading.relation import MARKS
from training.corpora import unlabelled
from training.crf import FORBIDDEN
from training.examples import readings
from training.loud import BUSY, LOUD, Batch, take_apart
from training.network import Network
from training.packed import packed
from training.quantise import BLOCK, exportable, quantised
from training.tokens import Tokens, batches, pad
from training.vocabulary import pruned


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


def graphs(net: Network, folder: Path, block: int = BLOCK, bits: int = 8) -> None:
    """Write `encoder.onnx`, `heads.onnx`, `sides.onnx` and `relation.onnx`, weights in `bits` bits (training.quantise).

    In four and eight bits the first is packed (training.packed).
    """
    net.eval()
    ids = torch.randint(1000, 2000, (3, 17))
    cases = torch.zeros_like(ids)
    mask = torch.ones(3, 17, dtype=torch.bool)
    row, first, last = torch.tensor([0, 2]), torch.tensor([1, 4]), torch.tensor([1, 6])
    actor, recipient = torch.tensor([[1, 2]] * 3), torch.tensor([[4, 4]] * 3)
    both = {0: "rows", 1: "tokens"}
    found, across = {0: "triggers"}, {0: "triggers", 1: "tokens"}
    with tempfile.TemporaryDirectory() as t, torch.no_grad():
        whole = net(ids, cases, mask)
        hidden = whole[0]
        exportable(net)
        parts = {
            "encoder": (First(net), (ids, cases, mask), {"ids": both, "cases": both, "mask": both},
                        {"hidden": both, "trigger": both, "layers": both, "kind": both, "moves": {}}),
            "heads": (net.heads, (hidden, row, first, last), {"hidden": both, "row": found, "first": found, "last": found},
                      {"type": found, "status": found, "today": found, "roles": across}),
            "sides": (net.allegiance, (hidden, row, first, last), {"hidden": both, "row": found, "first": found, "last": found},
                      {"tokens": across, "classes": found}),
            "relation": (Third(net), (hidden, mask, actor, recipient), {"hidden": both, "mask": both, "actor": {0: "rows"}, "recipient": {0: "rows"}},
                         {"root": {0: "rows"}}),
        }
        for name, (module, sample, inputs, outputs) in parts.items():
            plain, ready = Path(t) / f"{name}.onnx", folder / f"{name}.onnx"
            torch.onnx.export(module.eval(), sample, str(plain), dynamo=False, opset_version=17, input_names=list(inputs), output_names=list(outputs),
                              dynamic_axes={k: v for k, v in (inputs | outputs).items() if v})
            quantised(plain, ready, block, bits)
            if name == "encoder" and bits < 32:
                onnx.save(packed(onnx.load(str(ready))), str(ready))
            onnx.checker.check_model(str(ready))
        got = ort.InferenceSession(str(folder / "encoder.onnx")).run(None, {"ids": ids.numpy(), "cases": cases.numpy(), "mask": mask.numpy()})
        off = np.abs(got[0] - hidden.numpy()).mean() / np.abs(hidden.numpy()).mean()
        print(f"mean difference of hidden states, as exported against float32: {off:.3f} of their mean size")


def sample(tokenizer: Path, texts: int = 300) -> Iterator[Batch]:
    """Some texts without labels, for what is loud in them."""
    tokens = Tokens(tokenizer, limit=LIMIT)
    for some in batches([tokens(text) for text in random.Random(1).sample(unlabelled(), texts)], 2048, None):
        ids = pad([e.ids for e in some])
        yield ids, pad([e.cases for e in some]), torch.arange(ids.shape[1])[None, :] < torch.tensor([len(e.ids) for e in some])[:, None]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("trained")
    ap.add_argument("folder")
    ap.add_argument("--version", default="dev")
    ap.add_argument("--marks", action="store_true", help="the network was trained with marks around the parties of relations")
    ap.add_argument("--least", type=int, default=0, help="drop word pieces that our texts hold fewer times (training.vocabulary)")
    ap.add_argument("--block", type=int, default=BLOCK, help="weights that share a scale")
    ap.add_argument("--bits", type=int, choices=(4, 8, 32), default=8)
    ap.add_argument("--loud", type=int, default=LOUD, help="channels of a feed-forward layer's input that are split (training.loud), in eight bits")
    ap.add_argument("--busy", type=int, default=BUSY, help="inner neurons of a layer that are scaled by blocks, apart from the rest")
    ap.add_argument("--card", help="JSON file with what else the card says: data, licences, figures")
    a = ap.parse_args()
    folder = Path(a.folder)
    folder.mkdir(parents=True, exist_ok=True)
    net = Network.trained(a.trained)
    vocabulary = Path(a.trained).with_suffix(".tokenizer.json")
    if a.least:
        texts = [*unlabelled(), *(d["text"] for d in readings(Path(__file__).parent / "data"))]
        net.encoder.keep(pruned(vocabulary, texts, folder / "tokenizer.json", a.least))
    else:
        shutil.copy(vocabulary, folder / "tokenizer.json")
    if a.bits == 8 and a.busy:
        take_apart(net.eval().encoder, sample(folder / "tokenizer.json"), a.loud, a.busy)
    graphs(net, folder, a.block, a.bits)
    card = json.loads(Path(a.card).read_text()) if a.card else {}
    card |= {"marks": list(MARKS)} if a.marks else {}
    (folder / "card.json").write_text(json.dumps({"version": a.version, **card}, indent=1, ensure_ascii=False) + "\n")
    for f in sorted(folder.iterdir()):
        print(f.name, f"{f.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
