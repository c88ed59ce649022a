"""How sure the reader is of a statement: from what is known of it to a calibrated probability.

Confidence is the probability that a careful reader would also write down the statement's event: one of the same type at the
same words, or between the same parties. The map is logistic (Platt 1999, *Probabilistic outputs for support vector machines*), as
networks are known to be surer than they are right (Guo et al. 2017, *On calibration of modern neural networks*). Its
weights stand in the weights' card; `training/calibrate.py` fits them on texts that training has not seen.
"""
from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypedDict

from dragoman.model import DragomanError, Statement
from dragoman.reading.retelling import ONCE, Mention

EDGE = 1e-6
"""The least distance of a probability from 0 and 1: farther out, its logit says more than the network knows."""

LEAD = 800
"""Characters that a short text has at most."""


class Calibration(TypedDict):
    """A logistic map: weights of named features, in their order, and what is added to their sum."""

    features: list[str]
    weights: list[float]
    bias: float


RAW: Calibration = {"features": ["event"], "weights": [1.0], "bias": 0.0}
"""The map that leaves the network's own probability as it is."""


def logit(p: float) -> float:
    p = min(max(p, EDGE), 1 - EDGE)
    return math.log(p / (1 - p))


def features(trigger: float, type_: float, statement: Statement, mention: Mention = ONCE) -> dict[str, float]:
    """Everything a map may use, by name, from the network's probabilities of a trigger and of its type, and from the statement.

    `event`, `trigger`, `type`: logits of both together, of the trigger, of the type. `words`: the trigger has several. `actor`,
    `recipient`: a code is known. `source`, `day`: one is given. `roles`: how many of actor, recipient, source, date and place
    there are. `late`: the trigger stands after the first LEAD characters, as in whole articles, where more is background. `again`, `known`: how
    the event is named (retelling.Mention); what is told again is written down where it is told most fully. `met`: the act is a visit or talks.
    """
    actors, recipients = statement.codes
    roles = (statement.actor, statement.recipient, statement.said_by, statement.when_text, statement.where)
    return {"event": logit(trigger * type_), "trigger": logit(trigger), "type": logit(type_),
            "words": float(len(statement.trigger.split()) > 1), "actor": float(bool(actors)), "recipient": float(bool(recipients)),
            "source": float(bool(statement.said_by)), "day": float(bool(statement.when)), "roles": float(sum(map(bool, roles))),
            "late": float(statement.span[0] > LEAD), "again": float(mention.again), "known": float(mention.known),
            "met": float(statement.type == "CONSULT")}


def probability(found: Mapping[str, float], calibration: Calibration = RAW) -> float:
    """The probability that a map gives for features; DragomanError where it names one that is not among them."""
    unknown = set(calibration["features"]) - set(found)
    if unknown:
        raise DragomanError(f"card.json: confidence rests on {', '.join(sorted(unknown))}; expected features of {', '.join(found)}. "
                            "The weights are of another version of the program: install those that ship with it")
    total = calibration["bias"] + sum(w * found[n] for n, w in zip(calibration["features"], calibration["weights"], strict=True))
    return 1 / (1 + math.exp(-total))
