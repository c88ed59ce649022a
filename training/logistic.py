"""Logistic regression in numpy: what the confidence of a statement is calibrated with."""
from __future__ import annotations

import numpy as np

RIDGE = 1.0
"""Penalty on squared weights of standardised features: as much as one statement says, so that perfect separation stays finite."""


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def fit(x: np.ndarray, y: np.ndarray, ridge: float = RIDGE, steps: int = 100) -> tuple[np.ndarray, float]:
    """Weights and bias by iteratively reweighted least squares (Newton's method). `x` is (rows, features), `y` truth values.

    A feature that never varies gets the weight 0.
    """
    middle, spread = x.mean(0), x.std(0)
    varies = spread > 0
    z = np.column_stack([(x - middle) / np.where(varies, spread, 1), np.ones(len(x))])
    penalty = np.diag([*np.full(x.shape[1], ridge), 1e-9])
    w = np.zeros(z.shape[1])
    for _ in range(steps):
        p = sigmoid(z @ w)
        step = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + penalty, z.T @ (p - y) + penalty @ w)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    weights = np.where(varies, w[:-1] / np.where(varies, spread, 1), 0.0)
    return weights, float(w[-1] - weights @ middle)


def out_of_fold(x: np.ndarray, y: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """The probability of each row by a regression fitted on the rows of the other folds."""
    out = np.empty(len(x))
    for k in np.unique(fold):
        weights, bias = fit(x[fold != k], y[fold != k])
        out[fold == k] = sigmoid(x[fold == k] @ weights + bias)
    return out


def log_losses(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The log loss of each row, in nats."""
    return -np.log(np.where(y, p, 1 - p))
