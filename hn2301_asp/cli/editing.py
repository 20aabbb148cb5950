"""The command that serves an editor; no logic."""

from __future__ import annotations

import sys

import click

from hn2301_asp.cli.shared import guarded, say


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over the standard streams, as is always done.")
@guarded
def lsp(stdio: bool) -> int:  # noqa: ARG001
    """Serve an editor: diagnostics, help and renaming as you type."""
    from hn2301_asp.source.libraries import installed

    installed("pygls", "an editor's server", "editor")
    from hn2301_asp.editor.server import serve

    if sys.stdin.isatty():
        say("an editor starts this and speaks with it; grammar/editors/README.md says how. Ctrl-C ends it")
    return serve()
