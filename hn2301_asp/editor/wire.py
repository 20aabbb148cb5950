"""The protocol's types made of plain data, and the other way round. Nothing is asked or decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from lsprotocol import types

from hn2301_asp.editor.bench import Bench, path_key
from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.completion import Offer
from hn2301_asp.editor.inlays import Inlay
from hn2301_asp.editor.names import Kind
from hn2301_asp.editor.positions import Change, Encoding, Position, units
from hn2301_asp.knowledge.resources import grammar_file
from hn2301_asp.source.diagnostics import Edit, Finding, Place

#: Gives a line of a file by its path and number.
Lines = Callable[[str, int], str]

SOURCE = "hn2301"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "remark": types.DiagnosticSeverity.Information,
}
_KINDS: Mapping[Kind | None, types.CompletionItemKind] = {
    "threshold": types.CompletionItemKind.Variable,
    "predicate": types.CompletionItemKind.Function,
    "fact": types.CompletionItemKind.Field,
    "choice": types.CompletionItemKind.Enum,
    "value": types.CompletionItemKind.EnumMember,
    "family": types.CompletionItemKind.Class,
    "attribute": types.CompletionItemKind.Property,
    "item": types.CompletionItemKind.Constant,
    "class": types.CompletionItemKind.Module,
    "quantity": types.CompletionItemKind.Field,
    "record": types.CompletionItemKind.Field,
    "doses": types.CompletionItemKind.Field,
    "reading": types.CompletionItemKind.Interface,
    "meaning": types.CompletionItemKind.EnumMember,
    "criterion": types.CompletionItemKind.Reference,
    "unit": types.CompletionItemKind.Unit,
    "built-in": types.CompletionItemKind.Keyword,
    None: types.CompletionItemKind.Text,
}

#: What kind of thing an entry of an outline is.
SYMBOLS: Mapping[str, types.SymbolKind] = {
    "threshold": types.SymbolKind.Variable,
    "definition": types.SymbolKind.Function,
    "rule": types.SymbolKind.Function,
    "scenario": types.SymbolKind.Event,
    "section": types.SymbolKind.Namespace,
    "entry": types.SymbolKind.Field,
}


def path_of(uri: str) -> str | None:
    """The path of a file by its address; None of what is no file of this machine."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    path = url2pathname(parts.path)
    return None if "\0" in path else path_key(path)


def uri_of(path: str) -> str:
    """The address of a file."""
    return Path(path).as_uri()


def change_of(event: types.TextDocumentContentChangeEvent) -> Change:
    """A change of a text, as an editor tells it."""
    if isinstance(event, types.TextDocumentContentChangePartial):
        return Change(event.text, position_of(event.range.start), position_of(event.range.end))
    return Change(event.text)


def position_of(position: types.Position) -> Position:
    """A place between two characters."""
    return Position(position.line, position.character)


def range_of(place: Place, lines: Lines, encoding: Encoding) -> types.Range:
    """A place as an editor counts: a whole line where it has no column, the first one where it has no line."""
    number = place.line or 1
    line = lines(place.file or "", number)
    start = (place.column or 1) - 1
    end = (place.end_column - 1) if place.end_column and place.column else len(line) if not place.column else start + 1
    return types.Range(
        types.Position(number - 1, units(line[:start], encoding)),
        types.Position(number - 1, units(line[: max(start, end)], encoding)),
    )


def location_of(place: Place, lines: Lines, encoding: Encoding) -> types.Location:
    """A place with its file."""
    return types.Location(uri_of(place.file or ""), range_of(place, lines, encoding))


def diagnostic(finding: Finding, lines: Lines, encoding: Encoding) -> types.Diagnostic:
    """A finding as an editor shows it: its help and whose words it is about below the message."""
    said = f"\n{finding.said.who} says “{finding.said.words}”" if finding.said is not None else ""
    near = f", near `{finding.place.near}`" if finding.place.near else ""
    return types.Diagnostic(
        range_of(finding.place, lines, encoding),
        f"{finding.message}{near}{said}" + (f"\nhelp: {finding.help}" if finding.help else ""),
        severity=_SEVERITIES[finding.severity],
        code=finding.number or finding.code,
        code_description=_page(finding),
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.code.startswith("unused-") else None,
        related_information=[
            types.DiagnosticRelatedInformation(location_of(place, lines, encoding), f"see: {finding.code}")
            for place in finding.related
            if place.file is not None
        ],
    )


def _page(finding: Finding) -> types.CodeDescription | None:
    """Where a kind of finding is explained: the page that comes with the package."""
    if finding.number is None:
        return None
    return types.CodeDescription(f"{grammar_file('CHECKS.md').as_uri()}#{finding.number.lower()}-{finding.code}")


def inlay_of(inlay: Inlay, bench: Bench) -> types.InlayHint:
    """Words beside a threshold, with what more is known of it when it is pointed at."""
    place = range_of(inlay.place, bench.line, bench.encoding)
    return types.InlayHint(place.start, inlay.words, tooltip=inlay.told, padding_left=True)


def hover_of(card: Card, range: types.Range, *, markdown: bool) -> types.Hover:
    """A card in what the editor can show."""
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, card.markdown() if markdown else card.plain()), range)


def completion_of(offer: Offer, number: int, range: types.Range) -> types.CompletionItem:
    """Something that may be written, in the place of what was typed of it."""
    return types.CompletionItem(
        offer.text,
        kind=_KINDS[offer.kind],
        detail=offer.detail,
        sort_text=f"{number:05}",
        filter_text=offer.text,
        text_edit=types.TextEdit(range, offer.text),
    )


def workspace_edit(
    edits: Iterable[Edit], lines: Lines, encoding: Encoding, versions: Mapping[str, int | None], *, versioned: bool
) -> types.WorkspaceEdit:
    """Edits by absolute paths as one change of all files; ``versions`` are those of the open ones."""
    by_file: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        by_file.setdefault(edit.file, []).append(text_edit(edit, lines, encoding))
    if not versioned:
        return types.WorkspaceEdit(changes={uri_of(path): found for path, found in by_file.items()})
    changes = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri_of(path), versions.get(path)), list(found)
        )
        for path, found in by_file.items()
    ]
    return types.WorkspaceEdit(document_changes=list(changes))


def text_edit(edit: Edit, lines: Lines, encoding: Encoding) -> types.TextEdit:
    """One edit of a file."""
    start, end = lines(edit.file, edit.line), lines(edit.file, edit.end_line)
    return types.TextEdit(
        types.Range(
            types.Position(edit.line - 1, units(start[: edit.column - 1], encoding)),
            types.Position(edit.end_line - 1, units(end[: edit.end_column - 1], encoding)),
        ),
        edit.replacement,
    )
