"""Loud activations are taken apart without a change of the function, and one scale does for the rest."""
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch (make train)")

from training.encoder import Encoder  # noqa: E402
from training.loud import loudness, take_apart  # noqa: E402

LOUD = (3, 17)


@pytest.fixture
def encoder() -> Encoder:
    """Small, untrained, and two channels of what its feed-forward layers read are twenty times the others."""
    torch.manual_seed(4)
    made = Encoder(vocab=50, width=48, layers=2, heads=12, inner=96, positions=32, relative=True).eval()
    with torch.no_grad():
        for layer in made.layers:
            layer.norm1.weight[list(LOUD)] = 20.0
    return made


@pytest.fixture
def batch():
    torch.manual_seed(5)
    return torch.randint(0, 50, (4, 11)), torch.randint(0, 4, (4, 11)), torch.ones(4, 11, dtype=torch.bool)


def test_the_loudest_channels_are_found(encoder, batch):
    for channels, neurons in loudness(encoder, [batch]):
        assert set(channels.topk(2).indices.tolist()) == set(LOUD)
        assert neurons.shape == (96,)


def test_a_layer_taken_apart_is_the_same_function(encoder, batch):
    before = encoder(*batch)
    take_apart(encoder, [batch], loud=2, busy=32)
    assert torch.allclose(encoder(*batch), before, atol=1e-5)


def test_what_is_multiplied_after_it_is_no_louder_than_the_next_channel(encoder, batch):
    found = loudness(encoder, [batch])
    take_apart(encoder, [batch], loud=2, busy=32)
    seen = []
    hooks = [layer.up_rest.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].abs().max().item())) for layer in encoder.layers]
    encoder(*batch)
    assert len(seen) == len(hooks) == 2
    for most, (channels, _) in zip(seen, found, strict=True):
        third = channels.sort(descending=True).values[2].item()
        assert third * 0.99 <= most <= third * 1.01
        assert channels.max() > 4 * third


def test_one_scale_then_loses_less_than_a_quarter_of_what_it_lost(encoder, batch):
    """The products' inputs rounded to 256 steps of one scale, as dynamic quantization does."""
    exact = encoder(*batch)
    lost = (_rounded(encoder, ("up",), batch) - exact).abs().mean()
    take_apart(encoder, [batch], loud=2, busy=32)
    assert (_rounded(encoder, ("up_busy", "up_rest"), batch) - exact).abs().mean() < lost / 4


def _rounded(encoder: Encoder, parts: tuple[str, ...], batch) -> torch.Tensor:
    def rounded(_, inputs):
        x = inputs[0]
        scale = (x.max().clamp(min=0) - x.min().clamp(max=0)) / 255
        return ((x / scale).round() * scale,)

    hooks = [getattr(layer, part).register_forward_pre_hook(rounded) for layer in encoder.layers for part in parts]
    out = encoder(*batch)
    for hook in hooks:
        hook.remove()
    return out
