"""Pages from templates: what comes from records or files is escaped and made printable, nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hn2301_asp.report.writers.lines import printable
from hn2301_asp.report.writers.palette import declarations

TEMPLATES = Path(__file__).parents[1] / "html" / "templates"


def fill(template: str, sheet: str | Sequence[str] = (), script: str = "", **values: Any) -> str:
    """A page from a template; with style sheets behind the common one, or a script, of its own."""
    style = Markup(declarations()) + Markup("\n") + _asset("style.css")
    for one in (sheet,) if isinstance(sheet, str) else sheet:
        style += Markup("\n") + _asset(one)
    run = _asset(script) if script else Markup("")
    policy = _policy(style, run)
    text = _environment().get_template(template).render(**values, style=style, script=run, policy=policy)
    return text.lstrip() + "\n"


def _policy(style: str, script: str) -> str:
    """What the browser may do with the page: apply this style, run this script, and nothing else."""
    runs = f"script-src {_hash(script)}; " if script else ""
    return f"default-src 'none'; style-src {_hash(style)}; {runs}base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_readable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["kind"] = lambda value: type(value).__name__
    return made


def _readable(value: Any) -> Any:
    """Text without control characters; what the templates themselves made is left alone."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> Markup:
    """A file that ships with the templates, as it is: it holds nothing of a patient."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
