"""A network small enough to be exported in a second, for what is done to graphs. Without the packages of training these fixtures skip their tests."""
from __future__ import annotations

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
def weights(net) -> dict:
    """Its weights as graphs are written from them."""
    from training.export import weights_of

    return weights_of(net)


@pytest.fixture(scope="session")
def graph(weights):
    """Its first graph, every product of floats."""
    pytest.importorskip("onnx", reason="training is set up by `make train`")
    from training.written import first

    return first(weights)


@pytest.fixture(scope="session")
def run():
    """A graph, run on a batch: what it gives, by name."""
    import numpy as np
    import onnxruntime as ort

    def ran(model, given: dict, **more) -> dict:
        session = ort.InferenceSession(model.SerializeToString())
        return dict(zip((o.name for o in session.get_outputs()), session.run(None, {k: np.asarray(v) for k, v in (given | more).items()}), strict=True))

    return ran
