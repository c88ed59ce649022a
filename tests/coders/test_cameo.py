"""CAMEO's codes in the codebook."""
from dragoman.coders import cameo
from dragoman.model import QUADS, TYPES


def test_every_code_from_03_has_a_type_of_plover_and_none_before():
    assert {c.type for c in cameo.codes().values() if c.code[:2] in ("01", "02")} == {""}
    assert {c.type for c in cameo.codes().values() if c.code[:2] not in ("01", "02")} == set(TYPES)
    assert len(cameo.codes()) == 313


def test_weights_have_the_sign_of_cooperation_or_conflict():
    for c in cameo.codes().values():
        for weight in (c.icews, c.gdelt):
            if c.type and weight is not None:
                assert (weight > 0) == QUADS[c.type].endswith("cooperation"), c
                assert abs(weight) <= 10


def test_the_two_scales_differ_on_the_codes_known_to_differ():
    assert {c.code for c in cameo.codes().values() if c.icews != c.gdelt} == {"016", "022", "1213", "164", "165"}


def test_a_name_that_root_and_code_share_stands_for_the_code():
    assert cameo.by_name()["consult"].code == "040"
    assert cameo.by_name()[cameo.plain("Conduct suicide, car, or other non-military bombing")].code == "183"


def test_a_code_that_is_unknown_counts_as_the_one_above_it():
    assert [getattr(cameo.find(text), "code", None) for text in ("036", "13y", "0369", "1", "", "99", "abc")] == ["036", "13", "036", None, None, None, None]
