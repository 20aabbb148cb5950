"""An editor's side of the protocol, by the standard library alone: a second opinion on the server's library."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

#: So long a test waits for an answer that never comes.
PATIENCE = 60.0


class Client:
    """One editor with one server below it."""

    def __init__(self, *, encodings: list[str] | None = None) -> None:
        command = [sys.executable, "-c", "from hn2301_asp.cli import run; run()", "lsp"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.encodings = encodings
        self.number = 0
        self.versions: dict[Path, int] = {}
        self.texts: dict[Path, str] = {}
        self.diagnostics: dict[str, dict[str, Any]] = {}
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._told: queue.Queue[dict[str, Any]] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while (message := _message(stream)) is not None:
            if "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            elif "method" in message:
                self._told.put(message)
            else:
                self._answers.put(message)

    def send(self, message: dict[str, Any]) -> None:
        """A message as it goes over the stream."""
        self.raw(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def raw(self, body: bytes) -> None:
        """Any bytes as the body of a message."""
        stream = self.process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        stream.flush()

    def request(self, method: str, **params: Any) -> Any:
        """The result of a request; an error raises."""
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            answer = self._answers.get(timeout=PATIENCE)
            if answer["id"] == self.number:
                if "error" in answer:
                    raise Refused(answer["error"])
                return answer["result"]

    def notify(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def initialize(self, root: Path, **capabilities: Any) -> Any:
        """The server's side of the greeting."""
        general = {"positionEncodings": self.encodings} if self.encodings is not None else {}
        known = {"general": general, **capabilities}
        result = self.request("initialize", processId=None, rootUri=root.as_uri(), capabilities=known)
        self.notify("initialized")
        return result

    def open(self, path: Path, text: str | None = None) -> None:
        """A file is opened, with its text or another one."""
        self.texts[path] = path.read_text(encoding="utf-8") if text is None else text
        self.versions[path] = 1
        document = {"uri": path.as_uri(), "languageId": path.suffix[1:], "version": 1, "text": self.texts[path]}
        self.notify("textDocument/didOpen", textDocument=document)

    def type(self, path: Path, line: int, start: int, end: int, text: str) -> None:
        """Something is typed in a line, in place of what stands between two columns; all from 0."""
        self.versions[path] += 1
        span = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
        self.notify(
            "textDocument/didChange",
            textDocument={"uri": path.as_uri(), "version": self.versions[path]},
            contentChanges=[{"range": span, "text": text}],
        )
        lines = self.texts[path].split("\n")
        lines[line] = lines[line][:start] + text + lines[line][end:]
        self.texts[path] = "\n".join(lines)

    def found(self, path: Path) -> list[dict[str, Any]]:
        """The diagnostics of the text that the file has now."""
        while True:
            told = self.diagnostics.get(path.as_uri())
            if told is not None and told.get("version") == self.versions.get(path):
                return list(told["diagnostics"])
            self.told()

    def told(self) -> dict[str, Any]:
        """The diagnostics that are told next, of whatever file."""
        while True:
            message = self._told.get(timeout=PATIENCE)
            if message["method"] == "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]
                return dict(message["params"])

    def diagnostics_of(self, path: Path) -> list[dict[str, Any]]:
        """The diagnostics of a file that is not open, waited for where none were told yet."""
        while path.as_uri() not in self.diagnostics:
            self.told()
        return self.last(path)

    def last(self, path: Path) -> list[dict[str, Any]]:
        """The diagnostics of a file that were told last."""
        return list(self.diagnostics[path.as_uri()]["diagnostics"])

    def at(self, method: str, path: Path, line: int, character: int, **more: Any) -> Any:
        """What is answered about a place."""
        place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}
        return self.request(method, **place, **more)

    def close(self) -> int:
        """The exit code of a server that is told to leave."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(timeout=PATIENCE)

    def end(self) -> None:
        """The server is gone, whatever it does, and all pipes are closed."""
        self.process.kill()
        self.process.wait()
        self.reader.join(timeout=PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()


class Refused(Exception):
    """A request that was answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]


def _message(stream: IO[bytes]) -> dict[str, Any] | None:
    """The next message; anything else on the stream raises, as no editor would understand it."""
    length = None
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        assert name in (b"Content-Length", b"Content-Type"), line
        length = int(value) if name == b"Content-Length" else length
    if length is None:
        return None
    return dict(json.loads(stream.read(length)))


@contextmanager
def serving(root: Path, **given: Any) -> Iterator[Client]:
    """A server that has greeted, ended in the end."""
    client = Client(encodings=given.pop("encodings", None))
    try:
        client.initialize(root, **given)
        yield client
    finally:
        client.end()
