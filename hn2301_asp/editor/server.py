"""The language server: the one module that knows the protocol's library. It keeps a bench, and asks pure functions.

The loop only takes messages. One thread reads and answers, so that nothing is asked of a text twice at once; what takes
long has a thread of its own. Whatever is found of a text that has changed since is thrown away.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, Final, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from hn2301_asp.__about__ import __version__
from hn2301_asp.editor import answers, edits
from hn2301_asp.editor.bench import Bench, Buffer
from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home, home_of
from hn2301_asp.editor.inlays import Inlay, Unneeded, inlays
from hn2301_asp.editor.snapshot import read
from hn2301_asp.editor.tokens import LEGEND
from hn2301_asp.editor.trying import tried
from hn2301_asp.editor.wire import change_of, diagnostic, inlay_of, path_of, uri_of

_T = TypeVar("_T")

#: So long nothing may be typed before the knowledge base is looked at: below what anybody notices.
PAUSE: Final = 0.005
#: So long nothing may be typed before what a change does is asked: nobody reads it while writing.
THOUGHT: Final = 0.25
_WATCHED: Final = "**/*.{thr,lp,yaml}"
_TRIGGERS: Final = [" ", "(", "[", "{", ":", ",", '"', "."]


class _Protocol(LanguageServerProtocol):
    """The protocol without the library's own copies of texts: it cuts lines where no editor does."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        """A change goes to the bench alone."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """A server of one editor."""

    def __init__(self) -> None:
        kind = types.TextDocumentSyncKind.Incremental
        super().__init__("hn2301", __version__, kind, protocol_cls=_Protocol, max_workers=2)
        self.bench = Bench()
        self.ended_well = False
        self.reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self.thinker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="thinker")
        self.proofs: dict[Home, tuple[int, asyncio.Future[tuple[Inlay, ...]]]] = {}
        self._waiting: list[Home] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._shown: set[str] = set()
        self._known: set[Home] = set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What goes wrong is written to the log, and never put before somebody who is writing."""
        logging.getLogger(__name__).error("%s: %s", getattr(source, "__name__", source), error)

    async def asked(self, question: Callable[..., _T], *given: Any) -> _T:
        """The answer of the reading thread."""
        return await asyncio.get_running_loop().run_in_executor(self.reader, question, *given)

    async def proved(self, home: Home) -> tuple[Inlay, ...]:
        """What the changes of a home do, asked once for a text; nothing where it has changed before that was told."""
        moment = -1
        while moment != self.bench.moment:
            moment = self.bench.moment
            await asyncio.sleep(THOUGHT)
        if home not in self.proofs or self.proofs[home][0] != moment:
            desk, loop = self.bench.desk(), asyncio.get_running_loop()
            work = partial(_proved, home, desk, lambda: self.bench.moment != moment or self.ended_well)
            self.proofs[home] = moment, loop.run_in_executor(self.thinker, work)
        return await asyncio.shield(self.proofs[home][1])

    def look(self, path: str) -> None:
        """Has the homes that a change of a file touches looked at, once nothing is typed for a moment."""
        touched = self.bench.touched(path)
        self._waiting = [*touched, *(home for home in self._waiting if home not in touched)]
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while self._waiting:
            moment = -1
            while moment != self.bench.moment:
                moment = self.bench.moment
                await asyncio.sleep(PAUSE)
            home = self._waiting[0]
            try:
                await self.asked(self.bench.latest, home)
            except Exception:
                # A fault of this package: it is logged, and the editor keeps what was told before.
                logging.getLogger(__name__).exception("%s could not be looked at", home.root)
                self._waiting.remove(home)
                continue
            if not self.bench.is_known(home, self.bench.moment):
                continue
            self._waiting.remove(home)
            if home not in self._known:
                # What was read of a whole knowledge base stays: it is not looked at again as garbage at each keystroke.
                self._known.add(home)
                gc.collect()
                gc.freeze()
            self.show()
            task = asyncio.ensure_future(self._try(home))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _try(self, home: Home) -> None:
        """Runs the scenarios of a home once nothing is typed for a moment, and tells which of them fail."""
        moment = self.bench.moment
        await asyncio.sleep(THOUGHT)
        if moment != self.bench.moment:
            return
        snapshot = await self.asked(self.bench.latest, home)
        work = partial(tried, snapshot, lambda: self.bench.moment != moment or self.ended_well)
        outcome = await asyncio.get_running_loop().run_in_executor(self.thinker, work)
        if moment == self.bench.moment:
            self.bench.tried[home] = outcome
            self.show()

    def show(self) -> None:
        """Tells the editor what is found of each file, and that of others nothing is found any more."""
        found = self.bench.findings()
        told = {uri: path for path in found if (uri := uri_of(path))}
        for uri in sorted({*told, *self._shown, *(buffer.uri for buffer in self.bench.buffers.values())}):
            path = path_of(uri) or ""
            buffer = self.bench.buffers.get(path)
            findings = [diagnostic(one, self.bench.line, self.bench.encoding) for one in found.get(path, ())]
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, findings, version=buffer.version if buffer is not None else None)
            )
        self._shown = set(told)


def _proved(home: Home, desk: Desk, cancelled: Callable[[], bool]) -> tuple[Inlay, ...]:
    try:
        return () if cancelled() else inlays(read(home, desk), cancelled)
    except Unneeded:
        return ()


def make_server() -> Server:
    """A server with all that it answers."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def _initialize(_: types.InitializeParams) -> None:
        encoding = server.workspace.position_encoding
        server.bench.encoding = str(getattr(encoding, "value", encoding))  # type: ignore[assignment]

    @server.feature(types.INITIALIZED)
    def _initialized(_: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace is not None else None
        if watched is not None and watched.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.SHUTDOWN)
    def _shutdown(_: Any) -> None:
        server.ended_well = True

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def _open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        if (path := path_of(document.uri)) is not None:
            server.bench.hold(path, Buffer(document.uri, document.version, document.text))
            server.look(path)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def _change(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        if (path := path_of(document.uri)) is not None:
            server.bench.change(path, document.version, [change_of(event) for event in params.content_changes])
            server.look(path)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _close(params: types.DidCloseTextDocumentParams) -> None:
        if (path := path_of(params.text_document.uri)) is not None:
            server.bench.leave(path)
            server.look(path)
            server.show()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _save(params: types.DidSaveTextDocumentParams) -> None:
        if (path := path_of(params.text_document.uri)) is not None:
            server.look(path)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _watched(params: types.DidChangeWatchedFilesParams) -> None:
        for event in params.changes:
            if (path := path_of(event.uri)) is not None and path not in server.bench.buffers:
                server.bench.moment += 1
                server.look(path)

    _names(server)
    _changes(server)
    return server


def _names(server: Server) -> None:
    """What is asked of a place in a file."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def _hover(params: types.HoverParams) -> types.Hover | None:
        return await server.asked(answers.hover, server.bench, params, _markdown(server))

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    async def _completion(params: types.CompletionParams) -> types.CompletionList:
        return await server.asked(answers.completion, server.bench, params)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def _definition(params: types.DefinitionParams) -> list[types.Location]:
        return await server.asked(answers.definition, server.bench, params)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def _references(params: types.ReferenceParams) -> list[types.Location]:
        return await server.asked(answers.references, server.bench, params)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def _outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return await server.asked(answers.outline, server.bench, params)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, types.SemanticTokensLegend(list(LEGEND), []))
    async def _tokens(params: types.SemanticTokensParams) -> types.SemanticTokens:
        return await server.asked(answers.semantic_tokens, server.bench, params)

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def _inlay(params: types.InlayHintParams) -> list[types.InlayHint]:
        path = path_of(params.text_document.uri)
        home = home_of(path, server.bench.desk()) if path is not None else None
        if home is None or path is None:
            return []
        found = [one for one in await server.proved(home) if one.place.file == path]
        shown = params.range.start.line, params.range.end.line
        return [inlay_of(o, server.bench) for o in found if shown[0] <= (o.place.line or 1) - 1 <= shown[1]]


def _changes(server: Server) -> None:
    """What changes files: the editor is told how, and does it."""

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def _prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        return await server.asked(edits.prepare_rename, server.bench, params)

    @server.feature(types.TEXT_DOCUMENT_RENAME)
    async def _rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        return await server.asked(edits.rename, server.bench, params, _versioned(server))

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def _format(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        return await server.asked(edits.formatting, server.bench, params)

    fixes = types.CodeActionOptions([types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, fixes)
    async def _fix(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await server.asked(edits.code_actions, server.bench, params, _versioned(server))


def _versioned(server: Server) -> bool:
    """Whether the editor takes changes with the versions of the files that they are for."""
    workspace = server.client_capabilities.workspace
    able = workspace.workspace_edit if workspace is not None else None
    return bool(able is not None and able.document_changes)


def _markdown(server: Server) -> bool:
    """Whether the editor shows Markdown when something is pointed at."""
    text = server.client_capabilities.text_document
    shown = text.hover.content_format if text is not None and text.hover is not None else None
    return shown is None or types.MarkupKind.Markdown in shown


def serve(stdin: BinaryIO | None = None) -> int:
    """Serves one editor over the standard streams until it leaves; 0 where it said so before.

    What else is printed, by whatever library, goes to the error stream: the output is the protocol's alone.
    """
    sys.stdout.flush()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server = make_server()
    with suppress(BrokenPipeError, ConnectionError):
        server.start_io(stdin, output)
    for executor in (server.reader, server.thinker):
        executor.shutdown(wait=False, cancel_futures=True)
    return 0 if server.ended_well else 1
