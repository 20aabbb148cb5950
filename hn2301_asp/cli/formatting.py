"""The command that lays files out: words in, exit codes out; no layout."""

from __future__ import annotations

import sys

import click

from hn2301_asp.cli.shared import DONE, FOUND, guarded, show, tell_which
from hn2301_asp.source.lists import counted


@click.command(short_help="Lay out rules and thresholds (.lp, .thr) evenly.")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--kb", "kb", metavar="KB", help="The folder of a knowledge base, or of an amendment.")
@click.option("--check", is_flag=True, help="Write nothing: name the files that would change, and exit with 1.")
@click.option("--diff", is_flag=True, help="Write nothing: show what would change, and exit with 1.")
@click.option("--name", "name", metavar="FILE", help="With `-`: what standard input is called, as in a.thr.")
@guarded
def fmt(paths: tuple[str, ...], kb: str | None, check: bool, diff: bool, name: str | None) -> int:
    """Lay out rules and thresholds: files (.lp, .thr), folders of them, or - for standard input.

    Nothing but blanks, line ends and the spelling of signs changes: each file is read again, and left alone where it
    would not say what it said. A file that cannot be read is left alone too, and told. Without PATH and --kb the
    shipped knowledge base is looked at, with --check or --diff.
    """
    from hn2301_asp.formatting.files import laid_out, write_laid_out
    from hn2301_asp.knowledge.resources import shipped_knowledge_base
    from hn2301_asp.report.writers.terminal import write_text

    if paths and kb is not None:
        raise click.UsageError("--kb goes without PATH")
    if paths == ("-",):
        return _piped(name, check=check, diff=diff)
    if "-" in paths or name is not None:
        raise click.UsageError("- goes alone, and --name with it")
    if kb is None and not paths:
        if not check and not diff:
            raise click.UsageError("name what to lay out: files, folders or --kb (--check and --diff need no name)")
        tell_which()
    if kb is not None and kb.startswith("git:"):
        raise click.UsageError("a revision of git cannot be laid out: name a folder")
    files = laid_out(paths or (kb if kb is not None else str(shipped_knowledge_base()),))
    changing = [file for file in files if file.changes]
    if not check and not diff:
        write_laid_out(changing)
    for file in changing:
        write_text(file.diff() if diff else f"{file.path}\n", sys.stdout)
    findings = [finding for file in files for finding in file.findings]
    show(findings)
    left = sum(bool(file.findings) for file in files)
    done = "to be laid out" if check or diff else "laid out"
    told = f"{len(changing)} of {counted(len(files), 'file')} {done}" + (f", {left} left alone" if left else "")
    sys.stderr.write(f"{told}\n")
    return FOUND if findings or (changing and (check or diff)) else DONE


def _piped(name: str | None, *, check: bool, diff: bool) -> int:
    """Standard input laid out on standard output."""
    from hn2301_asp.formatting.files import piped

    if name is None:
        raise click.UsageError("- needs --name FILE: its ending says what it is, as in a.thr")
    made = piped(sys.stdin.buffer, name)
    if diff:
        sys.stdout.write(made.diff())
    elif not check:
        sys.stdout.write(made.after.decode())
    return FOUND if made.changes and (check or diff) else DONE
