"""The commands about what is filed and signed: one command, one function; no logic."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DONE, FOUND, KB, emit, files_of, guarded, load, say

if TYPE_CHECKING:
    from hn2301_asp.screener import Screener


@click.command(short_help="List assumptions and readings, as a table to sign.")
@click.option("--format", "form", type=click.Choice(["text", "docx"]), help=FORM)
@click.option("--confirm", "confirm", metavar="FILE.docx", help="Read a signed table; write what it confirms to KB.")
@click.option("--dry-run", "dry", is_flag=True, help="With --confirm: only show what would be written.")
@writes
@KB
@guarded
def assumptions(form: str, confirm: str | None, dry: bool, output: str | None, kb: str | None) -> int:
    """List assumptions and readings, write them as a table to sign, or read a signed one back."""
    from hn2301_asp.qualification.register import register
    from hn2301_asp.qualification.texts import listing

    if confirm is not None and (output is not None or form == "docx"):
        raise click.UsageError("--confirm writes into the knowledge base: it goes with no -o and no --format")
    if dry and confirm is None:
        raise click.UsageError("--dry-run goes with --confirm")
    protocol = load(kb)
    entries = register(files_of(protocol), protocol.knowledge_base)
    if confirm is not None:
        return _confirm(confirm, kb, protocol, dry=dry)
    if form == "docx":
        from hn2301_asp.qualification.sign_table import sign_table

        emit(sign_table(protocol.knowledge_base, entries), output)
    else:
        emit(listing(entries), output)
    return DONE


def _confirm(file: str, kb: str | None, protocol: Screener, *, dry: bool) -> int:
    """Writes what a signed table confirms; the exit code says whether something was refused."""
    from hn2301_asp.qualification.confirming import held_against
    from hn2301_asp.qualification.filed import confirmed_files, put
    from hn2301_asp.qualification.register import register
    from hn2301_asp.qualification.signed import read_signed
    from hn2301_asp.qualification.texts import account
    from hn2301_asp.report.writers.terminal import write_text

    folder, files = confirmed_files(kb)
    signed = held_against(read_signed(file), register(files_of(protocol), protocol.knowledge_base))
    changed = put(folder, files, signed, dry=dry)
    write_text(account(signed, files, changed, protocol.knowledge_base.digest, dry=dry), sys.stdout)
    if changed.texts and not dry:
        say(f"written: {', '.join(f'{folder}/{name}' for name in changed.texts)}")
    return FOUND if signed.refused else DONE


def write_pack(
    protocol: Screener,
    amendments: tuple[str, ...],
    *,
    certify: bool,
    date: str | None,
    output: str | None,
    kb: str | None,
) -> int:
    """Writes a qualification pack; the exit code says whether something in it is to be looked at."""
    from hn2301_asp.cli.outputs import keep
    from hn2301_asp.qualification.gathering import gather
    from hn2301_asp.qualification.packing import pack_files, put_pack, require_folder, zipped
    from hn2301_asp.versions.opening import open_version

    if output is None:
        raise click.UsageError("a pack is a folder or an archive: name it with -o FOLDER or -o FILE.zip")
    archive = output.lower().endswith(".zip")
    if not archive:
        require_folder(output, (*([kb] if kb is not None else []), *amendments))
    pack = gather(protocol, [open_version(one) for one in amendments], certified=certify, date=date or "")
    files = pack_files(pack)
    if archive:
        keep(output, zipped(files))
    else:
        put_pack(output, files)
    certified = sum(one.certified for one in pack.proved)
    told = f", {certified} of {len(pack.proved)} sentences certified" if certify else ""
    passed = f"{pack.scenarios.passed} of {len(pack.scenarios.outcomes)} scenarios passed"
    say(f"{output}: {len(files)} files; {passed}{told}")
    return DONE if pack.complete else FOUND
