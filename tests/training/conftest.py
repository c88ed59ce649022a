"""A network small enough to be exported in a second, for what is done to graphs. Without the packages of training these fixtures skip their tests."""
from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def net():
    torch = pytest.importorskip("torch", reason="training is set up by `make train`")
    from training.encoder import Encoder
    from training.network import Network

    torch.manual_seed(0)
    return Network(Encoder(200, 48, 2, 12, 96, relative=True)).eval()


@pytest.fixture(scope="session")
def batch() -> dict:
    """Three windows of unlike length."""
    torch = pytest.importorskip("torch", reason="training is set up by `make train`")
    torch.manual_seed(1)
    return {"ids": torch.randint(0, 200, (3, 13)), "cases": torch.randint(0, 4, (3, 13)),
            "mask": torch.arange(13)[None, :] < torch.tensor([13, 9, 2])[:, None]}


@pytest.fixture(scope="session")
def exact(net, batch) -> list:
    """What the network says of the batch."""
    import torch

    with torch.no_grad():
        return list(net(*batch.values()))


@pytest.fixture(scope="session")
def plain(net, batch, exact, tmp_path_factory) -> Path:
    """Its graph in float32; `exact` is there before, as the network's layers are exchanged for the export."""
    import torch

    from training.export import First
    from training.packed import OUTPUTS
    from training.quantise import exportable

    path, both = tmp_path_factory.mktemp("graph") / "plain.onnx", {0: "rows", 1: "tokens"}
    with torch.no_grad():
        torch.onnx.export(First(exportable(net)).eval(), tuple(batch.values()), str(path), dynamo=False, opset_version=17, input_names=list(batch),
                          output_names=[*OUTPUTS, "moves"], dynamic_axes=dict.fromkeys((*batch, *OUTPUTS), both))
    return path
