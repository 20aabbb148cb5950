"""The colours of a report, and which of them stand on which: their contrast is tested."""

from __future__ import annotations

#: Colour by name; the style sheet knows the names only.
PALETTE = {
    "paper": "#ffffff",
    "desk": "#f3f5f7",
    "ink": "#17222d",
    "soft": "#4a5866",
    "line": "#d5dce3",
    "link": "#1b4f8f",
    "mark": "#ffe9a3",
    "good": "#14613a",
    "good-tint": "#e6f4eb",
    "bad": "#9c1f24",
    "bad-tint": "#fcecec",
    "open": "#744c00",
    "open-tint": "#fff3d9",
    "clash": "#56358f",
    "clash-tint": "#f2ecfb",
    "track": "#8793a0",
}

#: The colours of a picture that stands alone on a dark ground.
DARK = {
    **PALETTE,
    "paper": "#12181f",
    "desk": "#1b232c",
    "ink": "#e8edf2",
    "soft": "#a9b5c1",
    "line": "#3a4653",
    "link": "#8ab8f0",
    "track": "#7d8a97",
}

#: How verdicts, statuses and findings are coloured.
VERDICTS = ("good", "bad", "open", "clash")

#: Text and what it stands on: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
TEXT_ON = [
    ("ink", "mark"),
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("paper", "desk")),
    *((text, "paper") for text in VERDICTS),
    *((text, f"{tint}-tint") for tint in VERDICTS for text in (tint, "ink", "soft")),
]

#: Parts of pictures and controls and what they stand on: at least 3 to 1 (WCAG 2.2, 1.4.11).
SHAPE_ON = [(shape, "paper") for shape in ("track", "good", "bad", "open", "ink", "link")]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rrggbb``), by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)


def declarations() -> str:
    """The palette as custom properties of a style sheet."""
    return ":root{" + "".join(f"--{name}:{colour};" for name, colour in PALETTE.items()) + "}"
