"""What is answered to each question of an editor: the protocol's parameters in, its results out, over a bench."""

from __future__ import annotations

from typing import Protocol

from lsprotocol import types
from msgspec.structs import replace

from hn2301_asp.editor.bench import Bench
from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.completion import offers
from hn2301_asp.editor.find import definitions, mention_at, references_to, symbol_of_word
from hn2301_asp.editor.homes import Home, home_of
from hn2301_asp.editor.hover import World, card
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.outline import entries
from hn2301_asp.editor.positions import as_read, characters
from hn2301_asp.editor.tokens import tokens
from hn2301_asp.editor.wire import SYMBOLS, completion_of, hover_of, location_of, path_of, range_of
from hn2301_asp.source.diagnostics import Place


class Spot:
    """A place that is asked of: its home, its file there, its line and column from 1."""

    def __init__(self, bench: Bench, home: Home, path: str, position: types.Position) -> None:
        self.bench, self.home, self.path = bench, home, path
        self.file = home.file(path) or ""
        self.text = as_read(bench.text(path) or "")
        lines = self.text.split("\n")
        self.line = min(position.line + 1, len(lines))
        self.source = lines[self.line - 1]
        self.column = characters(self.source, position.character, bench.encoding) + 1

    def symbol(self) -> tuple[Symbol, Place] | None:
        """What is named there: as the file is read, or by its word where the file cannot be read at present."""
        snapshot = self.bench.good(self.home)
        if snapshot is None or snapshot.names is None:
            return None
        if snapshot.texts.get(self.file) == self.text:
            found = mention_at(snapshot, self.file, self.line, self.column)
            if found is not None:
                return found.symbol, replace(found.place, file=self.path)
            if snapshot.mentions(self.file):
                return None
        for one in self.bench.known(self.home):
            word = symbol_of_word(one.names, self.source, self.column, self.file) if one.names is not None else None
            if word is not None:
                return word[0], Place(self.path, self.line, word[1], word[2], self.source)
        return None


class Asked(Protocol):
    """A question about a place in a file."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


def spot(bench: Bench, asked: Asked) -> Spot | None:
    """The place that is asked of; None of a file that belongs to no knowledge base."""
    path = path_of(asked.text_document.uri)
    home = home_of(path, bench.desk()) if path is not None else None
    return Spot(bench, home, path, asked.position) if home is not None and path is not None else None


def hover(bench: Bench, asked: types.HoverParams, markdown: bool) -> types.Hover | None:
    """What is told of the thing at a place."""
    place = spot(bench, asked)
    found = place.symbol() if place is not None else None
    if place is None or found is None:
        return None
    symbol, where = found
    told = _card(bench, place.home, symbol)
    return None if told is None else hover_of(told, range_of(where, bench.line, bench.encoding), markdown=markdown)


def _card(bench: Bench, home: Home, symbol: Symbol) -> Card | None:
    """What is told of a symbol as it stands now; where its file is broken, as it stood when it last was not."""
    for snapshot in bench.known(home):
        told = card(symbol, World(snapshot, bench.desk()))
        if told is not None:
            return told
    return None


def completion(bench: Bench, asked: types.CompletionParams) -> types.CompletionList:
    """What may be written at a place."""
    place = spot(bench, asked)
    snapshot = bench.recent(place.home) if place is not None else None
    if place is None or snapshot is None or snapshot.names is None:
        return types.CompletionList(is_incomplete=False, items=[])
    found = offers(place.file, place.text, place.line, place.column, snapshot.names)
    items = []
    for number, offer in enumerate(found):
        where = replace(offer.place, file=place.path)
        items.append(completion_of(offer, number, range_of(where, bench.line, bench.encoding)))
    return types.CompletionList(is_incomplete=False, items=items)


def definition(bench: Bench, asked: types.DefinitionParams) -> list[types.Location]:
    """Where what is named at a place is defined."""
    place = spot(bench, asked)
    found = place.symbol() if place is not None else None
    if place is None or found is None:
        return []
    places = definitions(found[0], bench.layers(place.home))
    return [location_of(one, bench.line, bench.encoding) for one in places]


def references(bench: Bench, asked: types.ReferenceParams) -> list[types.Location]:
    """Everywhere that names what is named at a place."""
    place = spot(bench, asked)
    found = place.symbol() if place is not None else None
    if place is None or found is None:
        return []
    places = references_to(found[0], bench.layers(place.home), defined=asked.context.include_declaration)
    return [location_of(one, bench.line, bench.encoding) for one in places]


def outline(bench: Bench, asked: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """What a file defines, in its order."""
    path = path_of(asked.text_document.uri)
    home = home_of(path, bench.desk()) if path is not None else None
    if home is None or path is None:
        return []
    found = []
    for entry in entries(home.file(path) or "", as_read(bench.text(path) or "")):
        whole = range_of(replace(entry.place, file=path), bench.line, bench.encoding)
        found.append(types.DocumentSymbol(entry.name, SYMBOLS[entry.kind], whole, whole, detail=entry.detail))
    return found


def semantic_tokens(bench: Bench, asked: types.SemanticTokensParams) -> types.SemanticTokens:
    """Which kind of name stands where in a file; none where it cannot be read at present."""
    path = path_of(asked.text_document.uri)
    home = home_of(path, bench.desk()) if path is not None else None
    if home is None or path is None:
        return types.SemanticTokens([])
    return types.SemanticTokens(tokens(bench.latest(home).mentions(home.file(path) or ""), bench.encoding))
