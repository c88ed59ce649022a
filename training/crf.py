"""Linear-chain conditional random field over begin, inside, outside (Lafferty et al. 2001), for spans that must close where they should."""
from __future__ import annotations

import torch

FORBIDDEN = torch.tensor([[0.0, 0.0, -1e4], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
"""OUT may not be followed by INSIDE. Rows from, columns to: OUT, BEGIN, INSIDE."""


def negative_log_likelihood(scores: torch.Tensor, gold: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    """Mean over tokens. Scores (rows, tokens, 3); gold tags (rows, tokens), -1 where padded; moves (rows, 3, 3), from tag to tag."""
    scores, moves = scores.float(), moves.float() + FORBIDDEN.to(moves.device)
    real = gold >= 0
    tags = gold.clamp(min=0)
    rows = torch.arange(len(tags))
    path = (scores.gather(2, tags[:, :, None]).squeeze(2) * real).sum(1)
    path = path + (moves[rows[:, None], tags[:, :-1], tags[:, 1:]] * real[:, 1:]).sum(1)
    total = scores[:, 0] + FORBIDDEN[0].to(scores.device)
    for t in range(1, scores.shape[1]):
        step = torch.logsumexp(total[:, :, None] + moves, 1) + scores[:, t]
        total = torch.where(real[:, t, None], step, total)
    return (torch.logsumexp(total, 1) - path).sum() / real.sum()
