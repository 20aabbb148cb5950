"""Texts that say the same in other signs: dashes, quotation marks, comparators, exponents, blanks, capitals.

Nothing here compares meaning: texts are alike where they are the same once written in the plainest signs.
"""

from __future__ import annotations

import re
from typing import Final

#: What each sign is in the plainest ones.
_PLAIN: Final = {
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("×✕⋅·∙•*", "x"),
    **dict.fromkeys("≥≧⩾", ">="),
    **dict.fromkeys("≤≦⩽", "<="),
    **dict.fromkeys("µμ", "u"),
    **{sign: f"^{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{"％": "%", "（": "(", "）": ")", "，": ",", "：": ":", "；": ";"},
}
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
#: Spellings of comparators that the threshold language does not have, and the sign that each is another way to write.
COMPARATORS: Final = {
    **dict.fromkeys(("=>", "=≥", "≥=", "≧", "⩾", "&ge;"), "≥"),
    **dict.fromkeys(("=<", "=≤", "≤=", "≦", "⩽", "&le;"), "≤"),
    **{"&gt;": ">", "&lt;": "<", "＞": ">", "＜": "<"},
}


def plain(text: str, *, capitals: bool = False) -> tuple[str, tuple[int, ...]]:
    """A text in the plainest signs without blanks, and where each of its signs stands in the text."""
    signs: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        if not character.isspace():
            written = _PLAIN.get(character, character)
            signs += ((sign if capitals else sign.lower()[:1], at) for sign in written)
    return "".join(sign for sign, _ in signs), tuple(at for _, at in signs)


def numbers(text: str) -> list[str]:
    """The numbers of a text as they are written, in their order."""
    return _NUMBER.findall(text)
