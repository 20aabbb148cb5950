"""What all commands share: exit codes, options, how they end, and where they write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from hn2301_asp.knowledge.files import KnowledgeBaseFiles
    from hn2301_asp.screener import Screener
    from hn2301_asp.source.diagnostics import Finding

DONE, FOUND, UNUSABLE, INTERNAL = 0, 1, 2, 3

KB = click.option(
    "--kb", "kb", metavar="KB", help="A folder, an amendment's folder, or git:REV[:PATH]; else the shipped one."
)
OUT = click.option("-o", "--output", "output", metavar="OUT", help="Write to a file instead of the terminal.")


def guarded(function: Callable[..., int]) -> Callable[..., None]:
    """Ends with the command's exit code; input that cannot be used is shown, never traced."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        from hn2301_asp.source.diagnostics import Finding, InputError, Place
        from hn2301_asp.source.libraries import LibraryFailure

        try:
            code = function(*args, **kwargs)
        except click.ClickException:
            raise
        except InputError as error:
            show(error.findings)
            code = UNUSABLE
        except BrokenPipeError:
            sys.stderr.close()
            code = DONE
        except OSError as error:
            place = Place() if error.filename is None else Place(str(error.filename))
            show([Finding("file", f"the file cannot be used: {(error.strerror or str(error)).lower()}", place)])
            code = UNUSABLE
        except LibraryFailure as error:
            help = f"this is no fault of your files: install it anew, with `pip install --upgrade {error.library}`"
            show([Finding("library", str(error), Place(), help=help)])
            code = INTERNAL
        except Exception as error:  # a fault of ours: say so, with its own exit code
            import traceback

            traceback.print_exception(error)
            click.echo("error[internal] this is a fault of the program, not of your input", err=True)
            code = INTERNAL
        sys.exit(code)

    return run


def count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def say(text: str) -> None:
    click.echo(text, err=True)


def show(findings: Iterable[Finding], stream: Any = None) -> None:
    from hn2301_asp.report.writers.terminal import write_findings

    write_findings(findings, stream)


def emit(content: str | bytes, output: str | None) -> None:
    if output is None:
        from hn2301_asp.report.writers.terminal import write_text

        write_text(content if isinstance(content, str) else "", sys.stdout)
    elif isinstance(content, bytes):
        Path(output).write_bytes(content)
    else:
        Path(output).write_text(content, encoding="utf-8", newline="\n")


def load(kb: str | None) -> Screener:
    """The protocol of a version of the knowledge base, or of the one that ships with the package."""
    from hn2301_asp import loader

    return loader.load(kb)


def files_of(protocol: Screener) -> KnowledgeBaseFiles:
    """The texts that a protocol was loaded from."""
    assert protocol.files is not None
    return protocol.files
