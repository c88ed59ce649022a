"""The field against all paths written out; runs where PyTorch is installed, as for training."""
import itertools

import pytest

torch = pytest.importorskip("torch")


def test_the_likelihood_is_that_of_all_paths_written_out():
    from training.crf import FORBIDDEN, negative_log_likelihood

    torch.manual_seed(0)
    scores, moves = torch.randn(2, 4, 3), torch.randn(2, 3, 3)
    gold = torch.tensor([[1, 2, 0, 1], [0, 1, 2, -1]])
    total = 0.0
    for r, n in ((0, 4), (1, 3)):
        def score(tags, r=r, n=n):
            out = FORBIDDEN[0][tags[0]] + scores[r, 0, tags[0]]
            for i in range(1, n):
                out = out + moves[r, tags[i - 1], tags[i]] + FORBIDDEN[tags[i - 1], tags[i]] + scores[r, i, tags[i]]
            return out
        every = torch.stack([score(t) for t in itertools.product(range(3), repeat=n)])
        total += torch.logsumexp(every, 0) - score(gold[r, :n].tolist())
    assert negative_log_likelihood(scores, gold, moves).item() == pytest.approx(total.item() / 7, abs=1e-5)
