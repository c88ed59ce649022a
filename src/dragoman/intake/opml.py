"""OPML: lists of feeds, as feed readers exchange them."""
from __future__ import annotations

from typing import NamedTuple

from dragoman.model import InputError

MOST_FEEDS = 5000
MOST_BYTES = 20_000_000


class Listed(NamedTuple):
    """A feed of a list: where it is, and what the list calls it."""

    url: str
    title: str | None


def read(data: bytes, name: str) -> list[Listed]:
    """The feeds of a list, each once, folders opened. InputError where it is none, declares entities of its own, or names no feed."""
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise InputError(f"{name}: larger than {MOST_BYTES // 1_000_000} MB; expected a list of feeds (OPML)")
    if b"<!ENTITY" in data or b"<\0!\0E\0N\0T" in data or b"\0<\0!\0E\0N\0T" in data:
        raise InputError(f"{name}: declares entities of its own, which lists of feeds have no need of; not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name}: no XML ({error}); expected a list of feeds (OPML)") from error
    if root is None or not isinstance(root.tag, str) or _local(root.tag) != "opml":
        raise InputError(f"{name}: no list of feeds; expected OPML, or give the address of a feed")
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
