"""YAML as plain data, safely: the knowledge base's own files and records alike.

Objects are built straight from the parser's events, so that anchors, tags and repeated fields
are refused before anything is constructed from them. This module must not know the vocabulary,
units or field names.
"""

from __future__ import annotations

from typing import Any

import yaml

from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.kept import once, plain
from hn2301_asp.source.yaml_builder import Builder
from hn2301_asp.source.yaml_depth import LOADER
from hn2301_asp.source.yaml_words import Source


def documents(text: str, file: str) -> list[object]:
    """What ``load_plain`` makes of a knowledge base's file, read once. It is everybody's: nobody changes it."""
    return once(list[Any], ("yaml", file, text), lambda: load_plain(text, file), plain)


def load_plain(text: str, file: str, *, as_written: bool = False) -> list[object]:
    """The documents of a YAML text as dicts, lists, str, int, Decimal, bool and None.

    Field names are text, `yes` and `no` among them. Quoted words are text exactly as written.
    `file` names the text in findings. With `as_written`, each bool is an `Answer`, which shows the
    word that stands in the file.

    Raises:
        InputError: with every fault up to the first that makes the rest unreadable: a syntax
            error, an anchor, alias or tag, a repeated field, a field name that is not text,
            nesting that is too deep, a number no measurement has.
    """
    source = Source(file, text.removeprefix("\ufeff"))
    builder = Builder(source, as_written=as_written)
    _feed(builder, source)
    if builder.findings:
        raise InputError(builder.findings)
    return builder.documents


def _feed(builder: Builder, source: Source) -> None:
    """Gives the parser's events to the builder until they end or it has seen enough."""
    handlers = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.open_mapping,
        yaml.SequenceStartEvent: builder.open_list,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceEndEvent: builder.close,
        yaml.AliasEvent: builder.alias,
    }
    event: Any = None
    try:
        next_event = LOADER(source.text).get_event
        while not builder.finished and (event := next_event()) is not None:
            handle = handlers.get(event.__class__)
            if handle is not None:
                handle(event)
    except yaml.YAMLError as error:
        builder.refused(error, event.end_mark.index if event is not None else 0)
