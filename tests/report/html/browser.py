"""A headless Chromium driven over a pipe, by its own protocol: no port, no driver, no network."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
from pathlib import Path
from typing import Any

SECONDS = 20
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
]

Message = dict[str, Any]


def program() -> str | None:
    """Where Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


class Browser:
    """One page of one browser. ``events`` holds everything that it reported."""

    def __init__(self, path: str, profile: Path) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # The browser reads commands on 3 and writes on 4; copies above keep one from covering the other.
        high = [os.dup(theirs_in), os.dup(theirs_out)]
        high = [_above(fd) for fd in high]
        null = os.open(os.devnull, os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
        actions += [(os.POSIX_SPAWN_DUP2, high[0], 3), (os.POSIX_SPAWN_DUP2, high[1], 4)]
        words = [path, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = os.posix_spawn(
            path, words, {**os.environ, "HOME": str(profile)}, file_actions=actions, setsid=True
        )
        for fd in (theirs_in, theirs_out, *high, null):
            os.close(fd)
        self._rest = b""
        self._number = 0
        self.events: list[Message] = []
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session: str | None = None
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def call(self, method: str, **params: Any) -> Message:
        """Sends a command and waits for its answer."""
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": params}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                result: Message = answer["result"]
                return result
            self.events.append(answer)

    def _next(self) -> Message:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], SECONDS)
            assert ready, "the browser does not answer"
            found = os.read(self._in, 1 << 20)
            assert found, "the browser has ended"
            self._rest += found
        first, _, self._rest = self._rest.partition(b"\0")
        answer: Message = json.loads(first)
        return answer

    def open(self, file: Path) -> None:
        """Loads a file and waits until it is there; what was reported before is forgotten."""
        self.events.clear()
        self.call("Page.navigate", url=file.as_uri())
        while not self.reported("Page.loadEventFired"):
            self.events.append(self._next())

    def reported(self, method: str) -> list[Message]:
        return [event["params"] for event in self.events if event.get("method") == method]

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, code: int, text: str = "") -> None:
        """One key, as a person presses it."""
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def close(self) -> None:
        """Ends the browser, with all that it started."""
        os.close(self._out)
        os.close(self._in)
        os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _above(fd: int) -> int:
    """A copy of a descriptor that is none of the first ten."""
    import fcntl

    copy = fcntl.fcntl(fd, fcntl.F_DUPFD, 10)
    os.close(fd)
    return copy
