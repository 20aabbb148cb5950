"""The commands about a knowledge base: one command, one function; no logic."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hn2301_asp.cli.covering import covers, run_scenarios
from hn2301_asp.cli.mutants import judge_mutants, mutates, require_alone
from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DONE, FOUND, KB, emit, emit_lines, files_of, guarded, load, reported, tell_which

if TYPE_CHECKING:
    from hn2301_asp.source.diagnostics import Finding
    from hn2301_asp.versions.opened import Opened


@click.command(short_help="Check rules, thresholds, quotes and vocabulary.")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), help=FORM)
@click.option("--fix", is_flag=True, help="Write what can be mended safely, and show it as a diff.")
@click.option("--diff", is_flag=True, help="Show what --fix would write, and write nothing.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With --fix or --diff: also what was perhaps meant.")
@writes
@KB
@guarded
def check(form: str, fix: bool, diff: bool, unsafe: bool, output: str | None, kb: str | None) -> int:
    """Check a knowledge base: rules, thresholds, quotes, vocabulary."""
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if (fix or diff) and (form != "text" or output is not None):
        raise click.UsageError("--fix and --diff go with --format text, and without -o")
    if fix and kb is None:
        raise click.UsageError("--fix writes: name the folder of the knowledge base with --kb")
    from hn2301_asp.check import check as check_files
    from hn2301_asp.knowledge.resources import shipped_knowledge_base
    from hn2301_asp.source.diagnostics import Malformed
    from hn2301_asp.versions.opening import amendment_findings, open_version

    if kb is None:
        tell_which()
    spec = kb if kb is not None else shipped_knowledge_base()
    try:
        opened = open_version(spec)
    except Malformed as error:
        return _told(error.findings, str(spec), form, output)
    if fix or diff:
        return _fixed(opened, str(spec), write=fix and not diff, unsafe=unsafe)
    found = [*opened.located(check_files(opened.files)), *amendment_findings(spec)]
    return _told(found, opened.files.root, form, output)


def _told(findings: Sequence[Finding], root: str, form: str, output: str | None) -> int:
    """Writes what was found of the knowledge base in a folder; the exit code that says whether anything was."""
    if form == "text":
        return reported(findings) if output is None else _reported_to(findings, output)
    from hn2301_asp.check.catalogue import helped, pages
    from hn2301_asp.report.checks.located import below

    found = below(root, helped(findings))
    if form == "json":
        from hn2301_asp.report.checks.data import findings_data
        from hn2301_asp.report.patient.data import to_json

        emit(to_json(findings_data(found, (root,))), output)
    elif form == "sarif":
        from hn2301_asp.report.checks.sarif import to_sarif

        emit(to_sarif(found, pages(), (root,)), output)
    else:
        from hn2301_asp.report.checks.github import to_github

        emit(to_github(found, (root,)), output)
    return FOUND if any(finding.severity != "remark" for finding in found) else DONE


def _fixed(opened: Opened, spec: str, *, write: bool, unsafe: bool) -> int:
    """Mends a knowledge base, or shows how; then says what is left, as without it."""
    from hn2301_asp.check.fixing import mended
    from hn2301_asp.cli.fixing import differences, write_back
    from hn2301_asp.report.checks.mended import mended_lines
    from hn2301_asp.report.writers.terminal import write as write_lines
    from hn2301_asp.versions.opening import amendment_findings

    if opened.base is not None or spec.startswith("git:"):
        raise click.UsageError("--fix and --diff take the folder of a whole knowledge base, no amendment or revision")
    result = mended(opened.files, unsafe=unsafe)
    root, before, changed = opened.files.root, opened.files.texts, result.changed(opened.files.texts)
    write_lines(mended_lines(result, list(differences(root, before, result.files.texts)), written=write))
    if write:
        write_back(root, before, changed)
    left = reported([*result.left, *amendment_findings(spec)])
    return FOUND if changed and not write else left


def _reported_to(findings: Sequence[Finding], output: str) -> int:
    """The same text as on a terminal, in a file."""
    from io import StringIO

    text = StringIO()
    code = reported(findings, text)
    emit(text.getvalue(), output)
    return code


@click.command(short_help="Run the scenarios, and say what they leave untried.")
@KB
@covers
@mutates
@guarded
def test(
    kb: str | None,
    coverage: bool | None,
    suggest: bool,
    mutate: bool,
    form: str | None,
    output: str | None,
    **mutants: Any,
) -> int:
    """Run the knowledge base's scenarios, and say what they do not exercise."""
    if mutate:
        if suggest or coverage:
            raise click.UsageError("--mutate, --coverage and --suggest are asked one at a time")
        return judge_mutants(load(kb), form=form, output=output, **mutants)
    require_alone()
    return run_scenarios(load(kb), coverage=coverage, suggest=suggest, form=form, output=output)


@click.command(short_help="Begin the knowledge base of another protocol.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@guarded
def new(folder: Path) -> int:
    """Begin a knowledge base: the smallest one, with comments that teach."""
    from shlex import quote

    from hn2301_asp.report.writers.terminal import write_text
    from hn2301_asp.versions.starting import start

    told = "\n".join(f"  {name}" for name in start(folder))
    kb, patients = quote(str(folder)), quote(str(folder / "patients.csv"))
    tried = (f"check --kb {kb}", f"test --kb {kb}", f"screen {patients} --kb {kb}")
    lines = "\n".join(f"  hn2301 {command}" for command in tried)
    write_text(f"{folder} is a knowledge base of one criterion\n{told}\ntry\n{lines}\n", sys.stdout)
    return DONE


@click.command(short_help="List the fields of a record, or make a form.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help=FORM)
@click.option("--template", "template", type=click.Choice(["csv", "yaml", "xlsx"]), help="An empty form to fill in.")
@click.option("--short", is_flag=True, help="Only what the protocol usually needs.")
@click.option("--lp", is_flag=True, help="The inputs of the rules, as a clingo program (inputs.lp).")
@writes
@KB
@guarded
def facts(form: str, template: str | None, short: bool, lp: bool, output: str | None, kb: str | None) -> int:
    """List what may be said of a patient: the data dictionary, or a form to fill in."""
    if lp:
        from hn2301_asp.solver.ground import plain_program

        emit(plain_program(load(kb).knowledge_base), output)
        return DONE
    from hn2301_asp.forms.asked import asked_of

    if template:
        from hn2301_asp.forms import make_template

        protocol = load(kb)
        vocabulary, asked = protocol.knowledge_base.vocabulary, asked_of(protocol.space)
        content = make_template(files_of(protocol), vocabulary, template, asked, short=short)
        if isinstance(content, bytes) and output is None:
            raise click.UsageError("an XLSX form needs a file: add -o form.xlsx")
        emit(content, output)
        return DONE
    from hn2301_asp.forms.dictionary_words import dictionary_json, dictionary_lines

    protocol = load(kb)
    vocabulary, asked = protocol.knowledge_base.vocabulary, asked_of(protocol.space)
    if form == "json":
        emit(dictionary_json(vocabulary, asked), output)
    else:
        emit_lines(lambda _width: dictionary_lines(vocabulary, asked), output)
    return DONE
