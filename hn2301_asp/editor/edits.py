"""What is answered where an editor is to change files: other names, another layout, what mends a finding."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hn2301_asp.editor.answers import Spot, spot
from hn2301_asp.editor.bench import Bench
from hn2301_asp.editor.homes import home_of
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.positions import as_read
from hn2301_asp.editor.renaming import Refused, renamable, renamed
from hn2301_asp.editor.wire import path_of, range_of, text_edit, workspace_edit
from hn2301_asp.formatting.texts import FORMATTERS, format_text
from hn2301_asp.source.diagnostics import Edit, Finding, InputError, Place


def _refusal(reason: str) -> JsonRpcException:
    """What an editor shows where something cannot be done: the reason alone."""
    return JsonRpcException(message=reason, code=types.LSPErrorCodes.RequestFailed)


def prepare_rename(bench: Bench, asked: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """What would be renamed at a place; nothing is named there: None."""
    place = spot(bench, asked)
    found = place.symbol() if place is not None else None
    if place is None or found is None:
        return None
    symbol, where = _chosen(place, found)
    return types.PrepareRenamePlaceholder(range_of(where, bench.line, bench.encoding), symbol.name)


def _chosen(place: Spot, found: tuple[Symbol, Place]) -> tuple[Symbol, Place]:
    symbol, where = found
    try:
        renamable(symbol)
    except Refused as reason:
        raise _refusal(str(reason)) from None
    written = place.source[(where.column or 1) - 1 : (where.end_column or 1) - 1]
    if written != symbol.name:
        raise _refusal(f"`{written}` is another word for `{symbol.name}`: rename it where it is called so")
    return symbol, where


def rename(bench: Bench, asked: types.RenameParams, versioned: bool) -> types.WorkspaceEdit | None:
    """The edits that give what is named at a place another name everywhere."""
    place = spot(bench, asked)
    found = place.symbol() if place is not None else None
    if place is None or found is None:
        return None
    symbol, _ = _chosen(place, found)
    desk = bench.desk()
    layers = bench.layers(place.home.ground if place.home.kind == "amendment" else place.home)
    own = next((one for one in layers if one.home == place.home), None)
    if own is not None:
        layers = [own, *(one for one in layers if one is not own)]
    if not layers:
        raise _refusal("the knowledge base cannot be read at present")
    try:
        edits = renamed(symbol, asked.new_name, layers, desk)
    except Refused as reason:
        raise _refusal(str(reason)) from None
    return workspace_edit(edits, bench.line, bench.encoding, bench.versions(), versioned=versioned)


def formatting(bench: Bench, asked: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """The edits that lay a file out as `hn2301 fmt` does; None of a file that is not laid out, or cannot be read."""
    path = path_of(asked.text_document.uri)
    home = home_of(path, bench.desk()) if path is not None else None
    if path is None or home is None or not path.endswith(tuple(FORMATTERS)):
        return None
    text = as_read(bench.text(path) or "")
    try:
        made = format_text(text, home.file(path) or path)
    except InputError:
        return None
    return [text_edit(edit, bench.line, bench.encoding) for edit in _hunks(path, text, made)]


def _hunks(path: str, text: str, made: str) -> Iterator[Edit]:
    """The lines that differ, so that what is not laid out anew stays where an editor has it."""
    old, new = text.split("\n"), made.split("\n")
    for kind, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        lines = new[start:end]
        if high < len(old):
            yield Edit(path, low + 1, 1, high + 1, 1, "".join(f"{line}\n" for line in lines))
        elif low > 0:
            # The end of the text has no line feed behind it: the one before goes with it.
            yield Edit(path, low, len(old[low - 1]) + 1, high, len(old[-1]) + 1, "".join(f"\n{one}" for one in lines))
        else:
            yield Edit(path, 1, 1, high, len(old[-1]) + 1, "\n".join(lines))


def code_actions(bench: Bench, asked: types.CodeActionParams, versioned: bool) -> list[types.CodeAction]:
    """How what is found in some lines can be mended, where the text is still the one in which it was found."""
    path = path_of(asked.text_document.uri)
    if path is None:
        return []
    found = []
    for finding in bench.current(path):
        line = (finding.place.line or 1) - 1
        fix = finding.fix
        if fix is None or not asked.range.start.line <= line <= asked.range.end.line:
            continue
        edit = workspace_edit(fix.edits, bench.line, bench.encoding, bench.versions(), versioned=versioned)
        diagnostics = [one for one in asked.context.diagnostics if _tells(one, finding)]
        found.append(
            types.CodeAction(
                fix.title, types.CodeActionKind.QuickFix, diagnostics or None, is_preferred=fix.safe, edit=edit
            )
        )
    return found


def _tells(diagnostic: types.Diagnostic, finding: Finding) -> bool:
    return diagnostic.code in (finding.number, finding.code) and diagnostic.message.startswith(finding.message)
