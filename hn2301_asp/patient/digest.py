"""What a record says as one text, and the digest that identifies it, whatever the order of its fields.

The text is the JSON of a list, in which each field is a list of four texts. This module knows no vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring_ascii as quoted

from hn2301_asp.source.scalars import Answer
from hn2301_asp.source.sha256 import sha256

#: The types of values of which the text alone says what they are.
_TEXTS = frozenset({str, bool, int, float, Decimal})


def digest_of(said: Mapping[str, str]) -> str:
    """The SHA-256 of what fields say, each by its name as it is ``written``."""
    content = ", ".join([said[name] for name in sorted(said)])
    return sha256(f"[{content}]".encode()).hexdigest()


def written(name: str, value: object, unit: str | None = None, operator: str | None = None) -> str:
    """What one field says."""
    if type(value) in _TEXTS:
        told = quoted(str(value))
    elif type(value) is list and _TEXTS.issuperset(map(type, value)):
        told = f"[{', '.join([quoted(str(one)) for one in value])}]"
    else:
        told = json.dumps(_canonical(value))
    return f"[{quoted(name)}, {quoted(unit or '')}, {quoted(operator or '')}, {told}]"


def _canonical(value: object) -> object:
    if isinstance(value, Answer):
        return str(bool(value))
    if isinstance(value, Mapping):
        return sorted((str(key), _canonical(inner)) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return [_canonical(inner) for inner in value]
    return str(value)
