"""Fills the templates. Everything that comes from records or files is escaped and made printable."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hn2301_asp.report.html.palette import declarations
from hn2301_asp.report.html.view import languages, page
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.diagnostics import Finding, InputError, Place, one_of

if TYPE_CHECKING:
    from hn2301_asp.screener import Explained, Screener

TEMPLATES = Path(__file__).parent / "templates"


def to_html(protocol: Screener, results: Sequence[Explained], language: str = "en") -> str:
    """The report of some patients: the same bytes for the same results.

    ``language`` adds the labels that the knowledge base has in it; raises InputError where it has none.
    """
    known = languages(protocol.knowledge_base)
    if language not in known:
        message = f"the knowledge base names nothing in the language `{language}`"
        raise InputError(Finding("language", message, Place(), help=f"its languages are {one_of(known)}"))
    style, script = _style(), _asset("list.js")
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(page=page(protocol, results, language), style=style, script=script, policy=_policy(style, script))
    )
    return text + "\n"


def fill(template: str, sheet: str, **values: Any) -> str:
    """A page without a script, from a template with a style sheet of its own behind the common one."""
    style = _style() + Markup("\n") + _asset(sheet)
    policy = f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    return _environment().get_template(template).render(**values, style=style, policy=policy) + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_readable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _readable(value: Any) -> Any:
    """Text without control characters; what the templates themselves made is left alone."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> Markup:
    """A file that ships with the templates, as it is: it holds nothing of a patient."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


@cache
def _style() -> Markup:
    return Markup(declarations()) + Markup("\n") + _asset("style.css")


def _policy(style: str, script: str) -> str:
    """What the browser may do with the page: apply this style, run this script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
