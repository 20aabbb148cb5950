"""The commands about a knowledge base: one command, one function; no logic."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DONE, FOUND, KB, emit, emit_lines, files_of, guarded, load, reported, tell_which


@click.command()
@KB
@guarded
def check(kb: str | None) -> int:
    """Check a knowledge base: rules, thresholds, quotes, vocabulary."""
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
        return reported(error.findings)
    return reported([*opened.located(check_files(opened.files)), *amendment_findings(spec)])


@click.command()
@KB
@click.option("--coverage/--no-coverage", default=True, help="Also say what no scenario exercises.")
@guarded
def test(kb: str | None, coverage: bool) -> int:
    """Run the knowledge base's scenarios, and say what they do not exercise."""
    from hn2301_asp.report.scenarios import scenario_lines
    from hn2301_asp.report.writers.terminal import write
    from hn2301_asp.scenarios.run import run_all

    protocol = load(kb)
    outcome = run_all(files_of(protocol), protocol, coverage=coverage)
    write(scenario_lines(outcome))
    return FOUND if outcome.failed or outcome.uncovered else DONE


@click.command()
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


@click.command()
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
