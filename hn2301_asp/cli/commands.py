"""All commands, by their names: one module for each group of them."""

from __future__ import annotations

import click

from hn2301_asp.cli.amending import amend, compare, explain_code
from hn2301_asp.cli.knowledge import check, facts, new, test
from hn2301_asp.cli.patients import explain, screen, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hn2301-asp", prog_name="hn2301")
def main() -> None:
    """Screen patients against the eligibility criteria of HN2301, and say which rule blocked inclusion.

    Exit codes: 0 done and nothing found; 1 findings (check, test, verify, amend check);
    2 unusable input, or an output that cannot be written; 3 internal error; 130 interrupted.

    A file to write that holds something else than would be written is left alone, unless --force is
    given; the record of a decision always is. No file is written by a command that fails.
    """


for command in (screen, explain, verify, check, test, facts, new, compare, amend, explain_code):
    main.add_command(command)
