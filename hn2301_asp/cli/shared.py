"""What all commands share: exit codes, options, how they end, and where they write."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hn2301_asp.cli.interrupts import INTERRUPTED
from hn2301_asp.source.lists import counted

if TYPE_CHECKING:
    from hn2301_asp.knowledge.files import KnowledgeBaseFiles
    from hn2301_asp.report.writers.lines import Line
    from hn2301_asp.screener import Screener
    from hn2301_asp.source.diagnostics import Finding

DONE, FOUND, UNUSABLE, INTERNAL = 0, 1, 2, 3

KB = click.option(
    "--kb", "kb", metavar="KB", help="A folder, an amendment's folder, or git:REV[:PATH]; else the shipped one."
)
SHEET = click.option("--sheet", "sheet", metavar="NAME", help="The sheet of a workbook with the patients, if several.")
DECIMAL = click.option(
    "--decimal",
    "decimal",
    type=click.Choice(["comma", "point"]),
    help="The sign before decimals in texts: is 2.020 two or two thousand?",
)


def guarded(function: Callable[..., int]) -> Callable[..., None]:
    """Ends with the command's exit code; input that cannot be used is shown, never traced."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        from hn2301_asp.cli.streams import flushed, streams

        _choose_form(kwargs)
        with streams():
            code = flushed(_ended(function, args, kwargs))
        sys.exit(code)

    return run


def _choose_form(given: dict[str, Any]) -> None:
    """The format follows the suffix of the file to write, and may not contradict it."""
    from hn2301_asp.cli.outputs import form_of

    output = given.get("output")
    if given.get("template"):
        form_of(given["template"], output, asked="--template")
    elif "form" in given and not given.get("lp") and not given.get("suggest"):
        given["form"] = form_of(given["form"], output)


def _ended(function: Callable[..., int], args: Any, kwargs: Any) -> int:
    """The exit code with which a command ends, once what it is to write is written."""
    from hn2301_asp.cli.outputs import drop_unwritten, require_outputs, write_kept
    from hn2301_asp.source.diagnostics import Finding, InputError, Place
    from hn2301_asp.source.libraries import LibraryFailure

    try:
        require_outputs()
        code = function(*args, **kwargs)
        for told in write_kept():
            say(told)
        sys.stdout.flush()
    except click.ClickException:
        raise
    except InputError as error:
        show(error.findings)
        return UNUSABLE
    except OSError as error:
        place = Place() if error.filename is None else Place(str(error.filename))
        show([Finding("file", f"the file cannot be used: {(error.strerror or str(error)).lower()}", place)])
        return UNUSABLE
    except LibraryFailure as error:
        help = f"this is no fault of your files: install it anew, with `pip install --upgrade {error.library}`"
        show([Finding("library", str(error), Place(), help=help)])
        return INTERNAL
    except KeyboardInterrupt:
        from hn2301_asp.source.outputs import abandon

        for text in ("interrupted", *abandon()):
            say(text)
        return INTERRUPTED
    except Exception as error:  # a fault of ours: say so, with its own exit code
        import traceback

        sys.stderr.write("".join(traceback.format_exception(error)))
        say("error[internal] this is a fault of the program, not of your input")
        return INTERNAL
    finally:
        drop_unwritten()
    return code


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def show(findings: Iterable[Finding], stream: Any = None) -> None:
    from hn2301_asp.report.writers.terminal import write_findings

    write_findings(findings, stream)


def reported(findings: Sequence[Finding], stream: Any = None) -> int:
    """Shows what was found of a knowledge base and how much it is; the exit code that says so.

    That is on standard output if no other is named.
    """
    from hn2301_asp.check.catalogue import helped

    out = stream or sys.stdout
    show(helped(findings), out)
    serious = sum(finding.severity != "remark" for finding in findings)
    out.write(f"{counted(serious, 'finding')}, {counted(len(findings) - serious, 'remark')}\n")
    return FOUND if serious else DONE


def emit(content: str | bytes, output: str | None) -> None:
    """Writes to the terminal, or has a file written when the command is done."""
    if output is None:
        from hn2301_asp.report.writers.terminal import write_text

        write_text(content if isinstance(content, str) else "", sys.stdout)
    else:
        from hn2301_asp.cli.outputs import keep

        keep(output, content)


def emit_lines(lines: Callable[[int], Iterable[Line]], output: str | None) -> None:
    """The same of lines of styled pieces, which are made for a width."""
    from hn2301_asp.report.writers.lines import plain
    from hn2301_asp.report.writers.terminal import PLAIN_WIDTH, width, write

    if output:
        emit(plain(lines(PLAIN_WIDTH)), output)
    else:
        write(lines(width(sys.stdout)))


def load(kb: str | None, *, tell: bool = True) -> Screener:
    """The protocol of a version of the knowledge base, or of the one that ships with the package.

    What the user may take for granted and is not so is said: which one is in use, and what is wrong with it.
    """
    from hn2301_asp import loader

    if kb is None:
        tell_which()
    protocol = loader.load(kb)
    codes = Counter(finding.code for finding in protocol.findings if finding.severity != "remark")
    if codes and tell:
        named = ", ".join(code if number == 1 else f"{code} ({number})" for code, number in sorted(codes.items()))
        asked = f"hn2301 check{f' --kb {kb}' if kb is not None else ''}"
        say(f"the knowledge base in use has {counted(codes.total(), 'finding')}: {named}; see `{asked}`")
    return protocol


def tell_which() -> None:
    """Says which knowledge base is in use where another one stands in the working folder."""
    from hn2301_asp.knowledge.files import read_files
    from hn2301_asp.knowledge.resources import shipped_knowledge_base
    from hn2301_asp.source.diagnostics import InputError

    beside, used = Path("kb"), shipped_knowledge_base()
    if not (beside / "protocol.yaml").is_file() or beside.resolve() == used.resolve():
        return
    try:
        same = read_files(beside).texts == read_files(used).texts
    except InputError:
        same = False
    if not same:
        say(f"in use is the knowledge base {used}, not the other one in ./kb: --kb kb takes that")


def files_of(protocol: Screener) -> KnowledgeBaseFiles:
    """The texts that a protocol was loaded from."""
    assert protocol.files is not None
    return protocol.files
