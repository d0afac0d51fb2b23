"""The text of a record as quarantine keeps it (core/formats/csv/text.ts)."""

from __future__ import annotations

import re

from records import Record

_escaped = re.compile("[\udc80-\udcff]")


def is_utf8(text: bytes) -> bool:
    """Whether the bytes are valid UTF-8: no surrogates, nothing overlong."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def cut_text(record: Record) -> bytes:
    """A record's text; of one that is too long the beginning, without the character that the cut went through."""
    text = record.text
    if not record.too_long:
        return text
    for back in range(1, min(3, len(text)) + 1):
        byte = text[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            return text[:-back] if _sequence(byte) > back else text
    return text


def _sequence(byte: int) -> int:
    """Bytes of the UTF-8 sequence that a byte begins; 1 where it begins none."""
    if byte < 0xC2 or byte > 0xF4:
        return 1
    return 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


def escape_bytes(text: bytes) -> bytes:
    r"""Text that is not UTF-8, loss-free: a byte outside a valid sequence is ``\xNN``, a backslash ``\\``."""
    doubled = text.decode("utf-8", "surrogateescape").replace("\\", "\\\\")
    return _escaped.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02X}", doubled).encode("utf-8")
