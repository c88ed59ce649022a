"""Lemmas of the baseline, likeness of texts, and clusters by average link."""
import numpy as np
import pytest

from evals.lemmas import head, stem
from evals.pairs import Pairs, average_link, likeness
from training.ecb import Document, Mention


@pytest.mark.parametrize("forms", [
    "plan plans planned planning", "announce announces announced announcing", "meet meets met meeting", "visit visits visited", "deny denies denied denying",
    "kill kills killed killing", "pass passes passed", "strike struck strikes striking", "take took taken taking", "fire fired firing fires", "use used using",
    "agree agreed agreeing", "win won winning", "die died dying dies", "say said says saying", "attack’s attack attacks \"attack\"", "control controlled"])
def test_forms_of_a_word_share_a_stem(forms):
    assert len({stem(w) for w in forms.split()}) == 1, [stem(w) for w in forms.split()]


@pytest.mark.parametrize(("one", "other"), [("bring", "breed"), ("visit", "visa"), ("king", "kin"), ("thing", "think"), ("crisis", "cry")])
def test_other_words_do_not(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(("mention", "word"), [("checked into", "checked"), ("traffic stop", "stop"), ("charge of murder", "charge"), ("took over", "took"),
                                               ("casting a long shadow", "casting"), ("strike", "strike"), ("of", "of")])
def test_the_head_of_a_mention(mention, word):
    assert head(mention) == word


def test_likeness_is_of_rare_words_that_two_texts_share():
    got = likeness(["the treaty of Ashgabat", "a treaty in Ashgabat", "the storm in Norway", "a flood in Norway", "the flood", "rain"], 0.6)
    assert got[0, 1] > 0.5 > got[0, 2] >= 0
    assert np.allclose(got, got.T)


def slow(alike, least):
    """Average link as it is defined: the two clusters with the largest mean likeness are joined, over and over."""
    groups = [{i} for i in range(len(alike))]
    while len(groups) > 1:
        mean, a, b = max((np.mean([alike[i, j] for i in x for j in y]), k, m) for k, x in enumerate(groups) for m, y in enumerate(groups) if k < m)
        if mean < least:
            break
        groups[a] |= groups.pop(b)
    return {frozenset(g) for g in groups}


@pytest.mark.parametrize("least", [0.3, 0.5, 0.7])
def test_average_link_is_what_its_definition_says(least):
    rng = np.random.default_rng(3)
    for n in (1, 2, 9, 14):
        x = rng.random((n, n))
        x = (x + x.T) / 2
        got = average_link(x, least)
        assert {frozenset(i for i in range(n) if got[i] == g) for g in got} == slow(x, least)


def test_pairs_have_the_features_of_their_mentions():
    def document(name, text, *words):
        return Document(name, text, {0: (0, len(text))}, [Mention(name, 0, (text.index(w), text.index(w) + len(w)), w, chain) for w, chain in words])

    docs = [document("1_1ecb", "Elbonia shelled the port and then left.", ("shelled", "S"), ("left", "L")),
            document("1_2ecb", "The port that Elbonia shells lies in ruins.", ("shells", "S"))]
    pairs = Pairs(docs, [bytes([3, 4]), bytes([0, 5]), bytes([6, 8])])
    rows = {(a, b): dict(zip(("lemma", "document"), f[:2], strict=True)) | {"cosine": f[9], "same": s}
            for a, b, f, s in zip(pairs.first, pairs.second, pairs.features, pairs.same, strict=True)}
    assert rows[0, 1] == {"lemma": 0, "document": 1, "cosine": pytest.approx(0.8), "same": False}
    assert pairs.cosines[0, 2] == pytest.approx(1)
    assert pairs.lemmas[0] == pairs.lemmas[2] != pairs.lemmas[1]
    assert pairs.table(np.ones(len(pairs.first)))[1, 0] == 1
