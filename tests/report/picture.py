"""The picture of a patient's card that the README shows: `python -m tests.report.picture card.html card.png`.

Pictured is the card of the page's first patient, from the verdict down to what blocks. The PNG has few colours, so
that it stays small, and carries the words that it shows: a test holds them against what the page says today.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .html.browser import Browser, program

#: Pixels across, and the most bytes of a picture.
WIDTH, MOST = 1100, 60_000
#: The most colours: a pixel is half a byte.
COLOURS = 16
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Colour = tuple[int, ...]

#: Where the card begins and where what blocks ends, and the words between.
PICTURED = """
(() => {
  const card = document.querySelector("article"), last = card.querySelector(".blocked");
  const box = card.getBoundingClientRect();
  const range = document.createRange();
  range.setStartBefore(card.firstChild);
  range.setEndAfter(last);
  const seen = range.cloneContents();
  seen.querySelectorAll("details > :not(summary), svg title, svg desc").forEach((part) => part.remove());
  const height = last.getBoundingClientRect().bottom - box.top + 12;
  return [box.left + scrollX, box.top + scrollY, box.width, height, seen.textContent];
})()
"""


def main(page: str, picture: str) -> None:
    """Pictures a page."""
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(program() or "chromium", Path(profile))
        try:
            browser.call(
                "Emulation.setDeviceMetricsOverride", width=WIDTH, height=900, deviceScaleFactor=1, mobile=False
            )
            browser.call("Emulation.setScrollbarsHidden", hidden=True)
            browser.open(Path(page).absolute())
            x, y, width, height, words = browser.run(PICTURED)
            clip = {"x": int(x), "y": int(y), "width": int(width), "height": int(height), "scale": 1}
            shot = browser.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        finally:
            browser.close()
    Path(picture).write_bytes(small(base64.b64decode(shot["data"]), " ".join(words.split())))


def small(png: bytes, words: str) -> bytes:
    """The same picture in few colours, with the words that it shows."""
    width, rows = pixels(png)
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(COLOURS)]
    nearest = {one: min(range(len(palette)), key=lambda n: _apart(one, palette[n])) for one in counted}
    lines = bytearray()
    for row in rows:
        numbers = [nearest[colour] for colour in row] + [0] * (width % 2)
        lines += bytes([0, *(high << 4 | low for high, low in zip(numbers[::2], numbers[1::2], strict=True))])
    parts = {
        b"IHDR": width.to_bytes(4, "big") + len(rows).to_bytes(4, "big") + bytes([4, 3, 0, 0, 0]),
        b"PLTE": bytes(channel for colour in palette for channel in colour),
        b"iTXt": b"Description\0\0\0\0\0" + words.encode(),
        b"IDAT": zlib.compress(bytes(lines), 9),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts.items())


def words_of(png: bytes) -> str:
    """The words that a picture shows."""
    (text,) = [data for name, data in chunks(png) if name == b"iTXt"]
    return text.rpartition(b"\0")[2].decode()


def pixels(png: bytes) -> tuple[int, list[list[Colour]]]:
    """Width and rows of a picture of eight bits a channel, without what shines through."""
    parts = list(chunks(png))
    header = parts[0][1]
    width, channels = int.from_bytes(header[:4], "big"), {2: 3, 6: 4}[header[9]]
    raw = zlib.decompress(b"".join(data for name, data in parts if name == b"IDAT"))
    size = width * channels
    above, rows = bytes(size), []
    for start in range(0, len(raw), size + 1):
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + size], above, channels)
        rows.append([tuple(above[at : at + 3]) for at in range(0, size, channels)])
    return width, rows


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG, each by its name."""
    assert png.startswith(SIGNATURE)
    at = len(SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def _unfiltered(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    """A line's bytes, of which each is told as the difference from its neighbours."""
    found = bytearray(line)
    for at in range(len(found)):
        left, corner = (found[at - step], above[at - step]) if at >= step else (0, 0)
        found[at] = (
            found[at] + (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        ) & 255
    return bytes(found)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
