"""The state that an outlet speaks for: its state media and a state are one source, however many of them say a thing.

`codebook/state_media.tsv` holds the outlets that the State Media Matrix (Dragomir and Söderström's typology) calls state-controlled (`SC`), captured public
(`CaPu`) or captured private (`CaPr`): in all three a government decides what is printed, whoever pays and owns. Not in it are outlets whose
editors are independent by the same typology, though the state pays or appoints (`ISFM`, `ISF`, `ISM`, `IP`: BBC, Deutsche
Welle, Yonhap): they are no state's voice. The matrix is of one time; an outlet freed or captured since is a line by hand.
"""
from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from dragoman.ledger.codebook import unaccented

_ARTICLE = re.compile(r"^(?:the|la|le|el|l) ")
_AGENCY = re.compile(r" (?:(?:state )?(?:news|press|wire|information) agency|(?:state )?news|agency|newspaper|daily newspaper|online)$")
_STATES_OWN = re.compile(r"\bstate(?:[- ](?:run|owned|controlled)\b|\s(?:media|news|press|TV|television|radio|broadcaster|agency|newspaper)\b)", re.IGNORECASE)
_SITE = re.compile(r"^(?:https?://)?(?:www\.|en\.|english\.)*([\w-]{2,})\.(?:com?|org|net|info|news|tv|gov|[a-z]{2})(?:\.[a-z]{2})?(?:/.*)?$")


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """A name without case, accents, punctuation and its leading article: *The Al-Jazeera* as `al jazeera`."""
    plain = unaccented(name.casefold())
    plain = re.sub(r"[’'ʼ`.]", "", plain).replace("ı", "i")
    return _ARTICLE.sub("", " ".join(re.findall(r"[^\W_]+", plain)))


@lru_cache(maxsize=1 << 14)
def state_of(outlet: str) -> str | None:
    """The alpha-3 code of the state that the outlet speaks for; None where it is independent or not known.

    The name may have an article, *news agency*, its initials in brackets, or be its site's address.
    """
    by_name, by_letters = _tables()
    for form in _forms(outlet):
        if code := by_name.get(form) or by_letters.get(form.replace(" ", "")):
            return code
    return None


def is_state_media(words: str) -> bool:
    """Whether the words say that an outlet is a state's: *Iranian state media*, *the state-run news agency*."""
    return bool(_STATES_OWN.search(words))


def _forms(outlet: str) -> Iterator[str]:
    """The name itself, then without what it may do without, then what stands in brackets."""
    site = _SITE.match(outlet.strip().casefold())
    outside, inside = re.sub(r"[(\[].*?[)\]]", " ", outlet), re.findall(r"[(\[](.*?)[)\]]", outlet)
    for name in (outlet, *([site[1]] if site else []), outside, *inside):
        form = key(name)
        while form:
            yield form
            shorter = _AGENCY.sub("", form)
            if shorter == form:
                break
            form = shorter


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Codes by name, and by the letters of the name in one word (for names of four letters and more)."""
    with (files("dragoman.codebook") / "state_media.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    by_name = {key(row["name"]): row["code"] for row in rows}
    return by_name, {name.replace(" ", ""): code for name, code in by_name.items() if len(name) > 3}
