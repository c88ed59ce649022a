"""Weighted means of weights."""
import pytest

torch = pytest.importorskip("torch", reason="training is set up by `make train`")

from training.mixture import mixed  # noqa: E402


def state(**values):
    return {name: torch.tensor([float(v)]) for name, v in values.items()}


def test_each_weighs_its_share_and_the_first_what_is_left():
    out = mixed(state(a=1, b=10), {"x": (0.25, state(a=5, b=2)), "y": (0.5, state(a=3))})
    assert out["a"].item() == pytest.approx(0.25 * 1 + 0.25 * 5 + 0.5 * 3)
    assert out["b"].item() == pytest.approx(0.25 * 10 + 0.25 * 2 + 0.5 * 10)  # what one lacks is the first's


@pytest.mark.parametrize(("others", "told"), [
    ({"x.pt": (0.5, {"a": torch.zeros(2)})}, r"x\.pt: expected weights of the same network as the first, but a differs"),
    ({"x.pt": (0.5, {"c": torch.zeros(1)})}, "x.pt: .* but c differs"),
    ({"x.pt": (0.7, {}), "y.pt": (0.4, {})}, "shares: .* got 0.7, 0.4"), ({"x.pt": (-0.1, {})}, "shares: .* got -0.1")])
def test_weights_of_another_network_and_shares_out_of_bounds_are_refused(others, told):
    with pytest.raises(ValueError, match=told):
        mixed(state(a=1), others)
