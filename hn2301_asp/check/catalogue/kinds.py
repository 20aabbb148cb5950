"""What a kind of finding is: a class whose docstring is its page, with its number and its name.

A number is never used again, and neither is a name: who accepted a finding by it in a script or wrote it into a
letter must not find another one there.
"""

from __future__ import annotations

import inspect
from typing import ClassVar, Literal

#: How a kind is found: as one severity, or as one or the other.
HowBad = Literal["error", "warning", "remark", "error or warning"]


class Kind:
    """A kind of finding. The class is called by its number; ``slug`` is what it is called in findings.

    ``about_words`` is true of errors about the words beside the rules, and of limits that nobody or everybody
    keeps: they must be mended, but no verdict is wrong for them, as rules with them mean what they say.
    ``of_check`` is false of what `hn2301 check` never finds itself: it is told where files are opened.
    """

    slug: ClassVar[str]
    severity: ClassVar[HowBad] = "error"
    about_words: ClassVar[bool] = False
    of_check: ClassVar[bool] = True

    def __init_subclass__(
        cls, *, slug: str, severity: HowBad = "error", about_words: bool = False, of_check: bool = True
    ) -> None:
        cls.slug, cls.severity, cls.about_words, cls.of_check = slug, severity, about_words, of_check


def number(kind: type[Kind]) -> str:
    """The number of a kind, such as KB001."""
    return kind.__name__


def sentence(kind: type[Kind]) -> str:
    """What a kind finds, in a few words."""
    return (kind.__doc__ or "").partition("\n")[0].removesuffix(".")


def mending(kind: type[Kind]) -> str:
    """How a kind is mended, as a help beneath a finding."""
    told = " ".join((kind.__doc__ or "").partition("How to mend: ")[2].split()).removesuffix(".")
    return told[:1].lower() + told[1:]


def page(kind: type[Kind]) -> str:
    """What a kind is, why it matters, an example, how to mend."""
    first, _, rest = inspect.cleandoc(kind.__doc__ or "").partition("\n")
    return f"{number(kind)} {kind.slug}: {first}\n\nSeverity: {kind.severity}.\n{rest}\n"
