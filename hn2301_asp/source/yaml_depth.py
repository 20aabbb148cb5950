"""How deep lists and mappings stand within one another, found before a parser's own limit is.

A parser looks ahead, at `[[[[` for the colon that would make all of it a key, and a release may refuse
there what it has not yet shown. This module must not know what a text means, nor how its values are read.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from hn2301_asp.source.limits import MAX_DEPTH

#: libyaml's parser where it is built in, the slower one in Python elsewhere.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What opens a level, and what closes one, in an inline list or mapping.
_OPENING: Final = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING: Final = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
#: A parser looks no further ahead than a line or 1,024 characters; so much text before that is no part of it.
_AHEAD: Final = 1 << 16


def is_about_depth(error: Any) -> bool:
    """Whether a parser refused a text for its depth, which is beyond ours; PyYAML's in C does from 6.0.4 on."""
    return "nesting depth" in (getattr(error, "problem", None) or "") and error.problem_mark is not None


def too_deep_ahead(text: str, start: int, stop: int, depth: int, inline: int) -> int | None:
    """Where the bracket stands that goes beyond the bound between two offsets; None where it is not found.

    ``depth`` levels are open at ``start``, the last ``inline`` of them in brackets. The text is cut into
    words by the parser in Python, which has no bound of its own and does not call itself.
    """
    if stop - start > _AHEAD:
        return None
    scanner: Any = yaml.SafeLoader("[" * inline + text[start:stop])
    tokens: list[Any] = []
    try:
        while scanner.check_token():
            tokens.append(scanner.get_token())
    except yaml.YAMLError:
        # What follows is no YAML; the words before it were found, and wait.
        tokens += scanner.tokens
    depth -= inline
    for token in tokens:
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > MAX_DEPTH:
            return int(token.start_mark.index) - inline + start
    return None


def deeper_than_allowed(text: str, loader: Any) -> bool:
    """Whether a text goes beyond the bound; raises YAMLError where it is no YAML before that."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return True
    return False
