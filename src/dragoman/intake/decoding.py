"""Bytes to text: byte order marks, declared and guessed encodings; what is not text is named."""
from __future__ import annotations

import codecs
import re

from dragoman.model import InputError

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""UTF-32's mark begins with UTF-16's, so it stands first."""

SAMPLE, LEAST = 8192, 8
"""Bytes in which UTF-16 is known without a mark, and the letters that it takes."""

MAGIC = (
    (b"%PDF", "a PDF", "extract its text first, for instance with pdftotext"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save the document as text or HTML"),
    (b"\x89PNG", "a PNG image", "give the text of the report"),
    (b"\xff\xd8\xff", "a JPEG image", "give the text of the report"),
    (b"GIF8", "a GIF image", "give the text of the report"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as text or HTML"),
    (b"{\\rtf", "a rich text (RTF) document", "save it as text or HTML"),
    (b"\x1f\x8b", "a gzip archive inside a gzip archive", "unpack it once"),
    (b"BZh", "a bzip2 archive", "unpack it"),
    (b"\xfd7zXZ", "an xz archive", "unpack it"),
    (b"(\xb5/\xfd", "a zstandard archive", "unpack it"),
    (b"SQLite format 3", "an SQLite database", "export the reports as JSONL"),
    (b"PAR1", "a Parquet file", "export the reports as JSONL"),
)

DECLARED = re.compile(rb"""(?:<meta\s[^>]{0,200}?charset|<\?xml\s[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""",
                      re.IGNORECASE)
TEXT_CODEC = re.compile(r"(utf-?8|(iso-?|latin-?|windows-|cp-?|koi8-|gb|hz|big5|euc-|shift_?jis|sjis|mac)[\w-]*|"
                        r"us-ascii|ascii|tis-620)", re.IGNORECASE)
"""Encodings a page may declare. Python has others, some of which are no encodings of text and some slow."""

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
UNTEXTUAL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def refuse_binary(name: str, data: bytes) -> None:
    """Raise an InputError for bytes that are no text, saying what they look like."""
    for magic, looks_like, advice in MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name}: looks like {looks_like}; expected text, HTML or JSONL: {advice}")
    if data[257:262] == b"ustar":
        raise InputError(f"{name}: looks like a tar archive; expected text, HTML or JSONL: unpack it")
    if not marked(data) and data.count(0) * 1000 > len(data):
        raise InputError(f"{name}: looks like binary data (it holds NUL bytes); expected text, HTML or JSONL: "
                         "if it is text, in UTF-16 say, save it as UTF-8")


def marked(data: bytes) -> tuple[bytes, str] | None:
    """The byte order mark at the head of some bytes, and the encoding it stands for; an empty mark for UTF-16 that lacks one, where that is sure.

    It is where half the letters or more are ASCII's, so that their bytes of 0 stand on one side, and there are no control characters.
    """
    if found := next(((mark, encoding) for mark, encoding in BOMS if data.startswith(mark)), None):
        return found
    head = data[:SAMPLE]
    for encoding, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) * 2 >= len(zeros) >= LEAST and others.count(0) * 100 <= len(others) and not UNTEXTUAL.search(head.decode(encoding, "ignore")):
            return b"", encoding
    return None


def declared(data: bytes) -> str | None:
    """The encoding that a page declares in its first kilobytes."""
    match = DECLARED.search(data[:4096])
    return trusted(match[1].decode("ascii", "ignore")) if match else None


def trusted(name: str | None) -> str | None:
    """An encoding that somebody claims, where it is one of texts."""
    if not name or not TEXT_CODEC.fullmatch(name):
        return None
    # Browsers read these as Windows-1252, and authors write typographic quotes in them.
    return "windows-1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str | None]:
    """The text of some bytes, and what is doubtful about it.

    A byte order mark decides, or what shows UTF-16 without one; then UTF-8 if the bytes are valid UTF-8, which other encodings hardly ever are; then
    `encoding`; then UTF-8 with a few damaged bytes; then a guess, of which the second value tells.
    """
    if found := marked(data):
        text = data[len(found[0]):].decode(found[1], "replace")
        return text, _damage(text)
    for candidate in ("utf-8", encoding):
        try:
            if candidate:
                return data.decode(candidate), None
        except (UnicodeDecodeError, LookupError):
            continue
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 4 <= sum(not c.isascii() for c in text) - broken:
        return text, _damage(text)
    if len(data.translate(None, bytes(range(128)))) * 10 < len(data):
        try:
            return data.decode("windows-1252"), (
                "not valid UTF-8; read as Windows-1252: save it as UTF-8 if letters look wrong")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes  # seldom needed, and slow to load

    sample = data if len(data) < 20_000 else data[:10_000] + data[-10_000:]
    guess = from_bytes(sample).best()
    if guess is None:
        return text, _damage(text)
    return data.decode(guess.encoding, "replace"), (
        f"not valid UTF-8; read as {guess.encoding}, a guess: save it as UTF-8 if letters look wrong")


def tidy(text: str) -> str:
    """The text with one kind of line break and without control characters; typographic quotes stay."""
    return CONTROL.sub("", BREAKS.sub("\n", text))


def _damage(text: str) -> str | None:
    broken = text.count("\ufffd")
    return f"{broken:,} damaged characters, shown as \ufffd; check the file's encoding" if broken else None
