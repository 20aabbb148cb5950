"""Mutants of a protocol: the options of `hn2301 test` for them, and how they are judged and written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from hn2301_asp.cli.options import is_given
from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DONE, FOUND, emit, emit_lines

if TYPE_CHECKING:
    from hn2301_asp.mutation.model import Report
    from hn2301_asp.screener import Screener

#: So many mutants are judged by one process before it says what became of them.
_BATCH: Final = 8
#: The options that go with `--mutate` alone.
_OPTIONS: Final = {"criteria": "--criterion", "files": "--file", "jobs": "--jobs"}


def mutates(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options `--mutate`, and those that go with it."""
    options: dict[str, dict[str, Any]] = {
        "--jobs": {
            "type": click.IntRange(1, 256),
            "default": 1,
            "show_default": True,
            "help": "With --mutate: how many processes judge at once; what is written is the same.",
        },
        "--file": {
            "metavar": "FILE",
            "multiple": True,
            "help": "With --mutate: only what stands in this file.",
        },
        "--criterion": {
            "metavar": "ID",
            "multiple": True,
            "help": "With --mutate: only what matters to this criterion.",
        },
        "--format": {"type": click.Choice(["text", "json"]), "help": FORM},
    }
    names = {option: name for name, option in _OPTIONS.items()} | {"--format": "form"}
    function = writes(function)
    for option, given in options.items():
        function = click.option(option, names[option], **given)(function)
    help = "Alter each limit, condition, rule, weight and reading in turn: which scenario notices, or who would?"
    return click.option("--mutate", is_flag=True, help=help)(function)


def require_alone() -> None:
    """Raises UsageError for an option that only goes with `--mutate`."""
    for name, option in _OPTIONS.items():
        if is_given(name):
            raise click.UsageError(f"{option} goes with --mutate")


def judge_mutants(
    protocol: Screener,
    *,
    criteria: Sequence[str],
    files: Sequence[str],
    jobs: int,
    form: str | None,
    output: str | None,
) -> int:
    """Judges the mutants that are asked for, and writes what became of them; whether one survives is the exit code."""
    known = [criterion.id for criterion in protocol.knowledge_base.criteria]
    for name in criteria:
        if name not in known:
            from hn2301_asp.source.diagnostics import did_you_mean, one_of

            help = did_you_mean(name, known) or f"the protocol has {one_of(known)}"
            raise click.UsageError(f"there is no criterion `{name}`: {help}")
    report = _judged(protocol, criteria, files, jobs)
    if form == "json":
        from hn2301_asp.report.mutants import mutants_data
        from hn2301_asp.report.patient.data import to_json

        emit(to_json(mutants_data(report, protocol.knowledge_base)), output)
    else:
        from hn2301_asp.report.mutants import mutant_lines

        emit_lines(lambda width: mutant_lines(report, protocol.knowledge_base, width), output)
    return FOUND if report.of("survives") or report.unused else DONE


def _judged(protocol: Screener, criteria: Sequence[str], files: Sequence[str], jobs: int) -> Report:
    """Every mutant that is asked for with what became of it, in order, however many processes there are."""
    from hn2301_asp.cli.progress import shown
    from hn2301_asp.cli.screening import pool_of
    from hn2301_asp.mutation.model import Judged, Report
    from hn2301_asp.mutation.mutating import mutating

    made = mutating(protocol)
    numbers = made.chosen(criteria, files)
    if not numbers:
        raise click.UsageError("nothing that stands there is altered: name a file as it stands in the knowledge base")
    tasks = [("mutate", (numbers[at : at + _BATCH],)) for at in range(0, len(numbers), _BATCH)]
    judged: list[Judged] = []
    what = ("mutants judged", "mutants judged")
    with pool_of(protocol, jobs) as pool, shown(None, terminal=False, least=1, what=what) as show:
        for found in pool.each(tasks):
            judged += found
            if show is not None:
                show(len(judged), len(numbers))
    mutants = tuple(made.mutants[number] for number in numbers)
    return Report(mutants, tuple(judged), len(made.cases.sentences), made.cases.unused)
