"""OPML: lists of feeds, as feed readers exchange them."""
from __future__ import annotations

import re
from typing import NamedTuple

from dragoman.intake.decoding import declared, decode
from dragoman.model import InputError

MOST_FEEDS = 5000
MOST_BYTES = 20_000_000

HARMLESS = ("ERR_ATTRIBUTE_REDEFINED", "ERR_HYPHEN_IN_COMMENT", "ERR_INVALID_CHAR", "ERR_LT_IN_ATTRIBUTE", "ERR_RESERVED_XML_NAME", "ERR_TAG_NAME_MISMATCH",
            "ERR_UNDEFINED_NAMESPACE")
"""Flaws by which no outline is lost, as libxml2 names them, beside those of namespaces. After others what follows may be missing."""

TOLD = 100
"""Flaws that libxml2 tells of; what comes after so many may be any."""

_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)", re.ASCII)
"""An & that a hand wrote, as in addresses: a parser would leave out what follows it."""


class Listed(NamedTuple):
    """A feed of a list: where it is, and what the list calls it."""

    url: str
    title: str | None


def read(data: bytes, name: str) -> list[Listed]:
    """The feeds of a list, each once, folders opened. InputError where it is none, declares entities of its own, names no feed, or is
    broken so that feeds may be missing, as where it ends early: they would not be watched any more, and nobody told.
    """
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise InputError(f"{name}: larger than {MOST_BYTES // 1_000_000} MB; expected a list of feeds (OPML)")
    text, _ = decode(data, declared(data))
    if "<!ENTITY" in text:
        raise InputError(f"{name}: declares entities of its own, which lists of feeds have no need of; not read")
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True,
                             remove_pis=True)
    try:
        root = etree.fromstring(_BARE.sub("&amp;", text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name}: no XML ({error}); expected a list of feeds (OPML)") from error
    if root is None or not isinstance(root.tag, str) or _local(root.tag) != "opml":
        raise InputError(f"{name}: no list of feeds; expected OPML, or give the address of a feed")
    broken = next((flaw for n, flaw in enumerate(parser.error_log, 1) if n == TOLD or flaw.type_name not in HARMLESS and flaw.domain_name != "NAMESPACE"), None)
    if broken:
        raise InputError(f"{name}: broken in line {broken.line} ({broken.message.strip()[:100]}), so that feeds may be missing; expected a whole list of feeds "
                         "(OPML)")
    found: dict[str, Listed] = {}
    for outline in root.iter("{*}outline"):
        values = {_local(key): value for key, value in outline.attrib.items()}
        url = (values.get("xmlurl") or "").strip()
        if url and url not in found:
            found[url] = Listed(url, " ".join((values.get("title") or values.get("text") or "").split())[:200] or None)
    if not found:
        raise InputError(f"{name}: names no feed; expected outlines with xmlUrl")
    if len(found) > MOST_FEEDS:
        raise InputError(f"{name}: {len(found):,} feeds, where at most {MOST_FEEDS:,} are watched; split the list")
    return list(found.values())


def _local(name: str) -> str:
    """A name without its namespace, small; a broken list has names such as `ops:`, which lxml's own QName refuses."""
    return name.rpartition("}")[2].lower()
