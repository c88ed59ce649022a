"""Trained weights to what ships: five ONNX graphs, the tokenizer, and the card; the fifth graph is training.coreference's.

    python -m training.export TRAINED.pt FOLDER [--marks]

The first graph, `heads.onnx` and `sides.onnx` are written operator by operator (training.written), by what is loud in unannotated texts; `relation.onnx`
is exported by PyTorch, its weights in eight bits by blocks (training.quantise).
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
import onnxruntime as ort
import torch
from torch import nn

from dragoman.reading.encoder import LIMIT
from dragoman.reading.relation import MARKS
from training.corpora import unlabelled
from training.crf import FORBIDDEN
from training.examples import readings
from training.network import Network
from training.quantise import exportable, quantised
from training.tokens import Tokens, batches, pad
from training.vocabulary import pruned
from training.written import BUSY, LOUD, Weights, loudness, write


# torch.onnx.export leaves a module in the mode it found it in, and all inside it: those wrapped here are put in eval mode first
class Third(nn.Module):
    def __init__(self, net: Network):
        super().__init__()
        self.net = net

    def forward(self, hidden, mask, actor, recipient):
        return self.net.relate(hidden, mask.to(hidden.dtype), actor, recipient)


def weights_of(net: Network) -> Weights:
    """The weights of a network as training.written takes them."""
    linear = {f"{name}.weight" for name, part in net.named_modules() if isinstance(part, nn.Linear)}
    weights = {name: (w.T if name in linear else w).detach().float().numpy() for name, w in net.state_dict().items()}
    if "encoder.near.weight" in weights:
        weights["encoder.near"] = weights.pop("encoder.near.weight")
    return weights | {"moves": (net.moves + FORBIDDEN).detach().numpy()}


def relation(net: Network, path: Path, bytes: bool = True) -> None:
    """Write the graph that tells the act between two parties, its weights in eight bits or as floats; changes the network."""
    hidden, mask = torch.randn(3, 17, net.encoder.width), torch.ones(3, 17, dtype=torch.bool)
    actor, recipient = torch.tensor([[1, 2]] * 3), torch.tensor([[4, 4]] * 3)
    rows = {"actor": {0: "rows"}, "recipient": {0: "rows"}, "root": {0: "rows"}}
    with tempfile.TemporaryDirectory() as t, torch.no_grad():
        plain = Path(t) / "plain.onnx" if bytes else path
        torch.onnx.export(Third(exportable(net)).eval(), (hidden, mask, actor, recipient), str(plain), dynamo=False, opset_version=17,
                          input_names=["hidden", "mask", "actor", "recipient"], output_names=["root"],
                          dynamic_axes={"hidden": {0: "rows", 1: "tokens"}, "mask": {0: "rows", 1: "tokens"}, **rows})
        if bytes:
            quantised(plain, path)


def sample(tokenizer: Path, texts: int = 300) -> Iterator[dict[str, np.ndarray]]:
    """Some texts without labels, for what is loud in them, as the first graph takes them."""
    tokens = Tokens(tokenizer, limit=LIMIT)
    for some in batches([tokens(text) for text in random.Random(1).sample(unlabelled(), texts)], 2048, None):
        ids = pad([e.ids for e in some])
        mask = torch.arange(ids.shape[1])[None, :] < torch.tensor([len(e.ids) for e in some])[:, None]
        yield {"ids": ids.numpy(), "cases": pad([e.cases for e in some]).numpy(), "mask": mask.numpy()}


def differs(net: Network, folder: Path, batch: dict[str, np.ndarray]) -> float:
    """Mean difference of hidden states, as exported against float32, as a share of their mean size."""
    with torch.no_grad():
        exact = net(*(torch.from_numpy(batch[name]) for name in ("ids", "cases", "mask")))[0].numpy()[batch["mask"]]
    got = ort.InferenceSession(str(folder / "encoder.onnx")).run(["hidden"], batch)[0][batch["mask"]]
    return float(np.abs(got - exact).mean() / np.abs(exact).mean())


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("trained")
    ap.add_argument("folder")
    ap.add_argument("--version", default="dev")
    ap.add_argument("--marks", action="store_true", help="the network was trained with marks around the parties of relations")
    ap.add_argument("--least", type=int, default=0, help="drop word pieces that our texts hold fewer times (training.vocabulary)")
    ap.add_argument("--loud", type=int, default=LOUD, help="channels of a product's input that are split (training.written)")
    ap.add_argument("--busy", type=int, default=BUSY, help="inner neurons of a layer that are apart, where they are loud")
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
    net.eval()
    weights, texts = weights_of(net), list(sample(folder / "tokenizer.json"))
    write(weights, loudness(weights, texts), folder, a.loud, a.busy)
    print(f"mean difference of hidden states, as exported against float32: {differs(net, folder, texts[0]):.3f} of their mean size")
    relation(net, folder / "relation.onnx")
    card = json.loads(Path(a.card).read_text()) if a.card else {}
    card |= {"marks": list(MARKS)} if a.marks else {}
    (folder / "card.json").write_text(json.dumps({"version": a.version, "narrow": True, **card}, indent=1, ensure_ascii=False) + "\n")
    for f in sorted(folder.iterdir()):
        print(f.name, f"{f.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
