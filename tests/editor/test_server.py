"""The server driven over its streams, as an editor drives it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.formatting.texts import format_text
from tests.editor.client import PATIENCE, Client, Refused, serving

THR, LP = "criteria/in7_organ_function.thr", "criteria/in7_organ_function.lp"
#: The line of `alc_adequate`, from 0, and where its number stands.
ALC, NUMBER = 3, (33, 36)


@pytest.fixture
def client(kb: Path) -> Iterator[Client]:
    with serving(kb) as found:
        yield found


def span(line: int, start: int, end: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


def test_a_keystroke_is_answered_with_what_is_wrong_and_where(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    assert client.found(kb / THR) == []
    client.type(kb / THR, ALC, *NUMBER, "1.0")
    (found,) = client.found(kb / THR)
    assert found["message"] == "the quote says `≥0.8×10^9/L`, the threshold says `≥ 1.0 ×10^9/L`: another number" or (
        found["message"].startswith(
            "the quote says `≥0.8×10^9/L`, the threshold says `≥ 1.0 ×10^9/L`: another number\n"
        )
    )
    assert found["range"] == span(ALC, 31, 44)
    assert (found["severity"], found["source"], found["code"]) == (1, "hn2301", "KB102")
    assert found["codeDescription"]["href"].endswith("grammar/CHECKS.md#kb102-quote-mismatch")
    (related,) = found["relatedInformation"]
    assert related["location"] == {"uri": (kb / THR).as_uri(), "range": span(ALC, 61, 78)}
    client.type(kb / THR, ALC, *NUMBER, "0.8")
    assert client.found(kb / THR) == []
    assert client.close() == 0


def test_one_file_s_change_is_told_at_another_and_at_open_amendments(client: Client, kb: Path) -> None:
    amendment = kb / "amendments" / "A01_lymphocytes" / THR
    for path in (kb / THR, kb / LP, amendment):
        client.open(path)
        assert client.found(path) == []
    client.type(kb / THR, ALC, 0, 12, "lymphocytes_ok")
    codes = [one["code"] for one in client.found(kb / THR)]
    told: dict[str, Any] = {}
    while not (told.get("diagnostics") and told["uri"] == (kb / LP).as_uri()):
        told = client.told()
    assert codes == ["KB084"] or codes
    assert "`alc_adequate`" in told["diagnostics"][0]["message"]


def test_what_an_amendment_does_to_its_base_is_told_in_the_amendment(client: Client, kb: Path) -> None:
    """Under A05 the typical patient of the base is ineligible: the base's own file is left in peace."""
    root = kb / "amendments" / "A05_moderate_disease"
    client.open(root / "criteria" / "in6_disease_activity.thr")
    assert client.found(root / "criteria" / "in6_disease_activity.thr") == []
    (found,) = client.diagnostics_of(root / "amendment.yaml")
    assert found["message"].startswith("the typical patient is ineligible: IN-6 is not met")
    assert found["range"]["start"] == {"line": 0, "character": 0}
    assert found["relatedInformation"][0]["location"]["uri"] == (kb / "vocabulary" / "typical.yaml").as_uri()


def test_patients_who_get_another_verdict_are_told_at_their_scenario(client: Client, kb: Path) -> None:
    scenarios = kb / "scenarios" / "in7_organ_function.yaml"
    client.open(scenarios)
    client.open(kb / THR)
    client.type(kb / THR, ALC, *NUMBER, "0.7")
    line = client.texts[scenarios].split("\n").index("- scenario: an ALC of 0.79 is too low")
    found: list[dict[str, Any]] = []
    while not found:
        told = client.told()
        found = told["diagnostics"] if told["uri"] == scenarios.as_uri() else []
    assert found[0]["message"].startswith("verdict: expected ineligible, got eligible; IN-7: expected not_met, got met")
    assert (found[0]["code"], found[0]["range"]["start"]["line"]) == ("KB123", line)
    client.type(kb / THR, ALC, *NUMBER, "0.8")
    while found:
        told = client.told()
        found = told["diagnostics"] if told["uri"] == scenarios.as_uri() else found


def test_texts_are_those_of_the_editor_and_the_disk_s_again_when_it_closes_them(client: Client, kb: Path) -> None:
    broken = (kb / THR).read_text(encoding="utf-8").replace("criterion IN-7", "criterium IN-7")
    client.open(kb / THR, broken)
    assert client.found(kb / THR) != []
    client.notify("textDocument/didClose", textDocument={"uri": (kb / THR).as_uri()})
    client.open(kb / LP)
    assert client.found(kb / LP) == []
    assert client.last(kb / THR) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_in_the_encoding_that_was_agreed_on(kb: Path, encoding: str) -> None:
    """A quote of signs beyond the first plane stands before the place that is told."""
    line = "y :- anc_adequate. %* 𝛼𝛽 *% w :- unknwon."
    text = (kb / LP).read_text(encoding="utf-8") + f"\n%! because so\n{line}\n"
    with serving(kb, encodings=[encoding, "utf-16"]) as client:
        client.open(kb / LP, text)
        found = next(one for one in client.found(kb / LP) if "unknwon" in one["message"])
    size, codec = {"utf-8": (1, "utf-8"), "utf-16": (2, "utf-16-le"), "utf-32": (4, "utf-32-le")}[encoding]
    start = len(line[: line.index("unknwon")].encode(codec)) // size
    assert found["range"]["start"]["character"] == start
    assert found["range"]["end"]["character"] == start + 7


def test_hover_definition_references_and_outline(client: Client, kb: Path) -> None:
    client.open(kb / LP)
    line = next(n for n, text in enumerate(client.texts[kb / LP].split("\n")) if text.startswith("bone_marrow :-"))
    told = client.at("textDocument/hover", kb / LP, line, 31)
    assert told["contents"]["kind"] == "markdown"
    assert told["contents"]["value"].startswith("`alc_adequate` a threshold of IN-7, organ function")
    assert told["range"] == span(line, 29, 41)
    (place,) = client.at("textDocument/definition", kb / LP, line, 31)
    assert place == {"uri": (kb / THR).as_uri(), "range": span(ALC, 0, 12)}
    assert len(client.at("textDocument/references", kb / LP, line, 31, context={"includeDeclaration": True})) >= 6
    outline = client.request("textDocument/documentSymbol", textDocument={"uri": (kb / LP).as_uri()})
    assert [one["name"] for one in outline][:2] == ['met("IN-7")', "bone_marrow"]
    assert client.at("textDocument/hover", kb / LP, 0, 0) is None


def test_names_are_coloured_by_their_meaning(client: Client, kb: Path) -> None:
    client.open(kb / LP)
    data = client.request("textDocument/semanticTokens/full", textDocument={"uri": (kb / LP).as_uri()})["data"]
    line, column, found = 0, 0, {}
    for at in range(0, len(data), 5):
        line, column = line + data[at], data[at + 1] + (0 if data[at] else column)
        found[client.texts[kb / LP].split("\n")[line][column : column + data[at + 2]]] = data[at + 3]
    assert {name: found[name] for name in ("met", "IN-7", "bone_marrow", "anc_adequate", "in7_support", "any")} == {
        "met": 8,
        "IN-7": 5,
        "bone_marrow": 1,
        "anc_adequate": 0,
        "in7_support": 7,
        "any": 3,
    }
    client.type(kb / LP, 3, 0, 0, "(((")
    assert client.request("textDocument/semanticTokens/full", textDocument={"uri": (kb / LP).as_uri()}) == {"data": []}


def test_an_editor_that_shows_no_markdown_gets_plain_text(kb: Path) -> None:
    with serving(kb, textDocument={"hover": {"contentFormat": ["plaintext"]}}) as client:
        client.open(kb / THR)
        told = client.at("textDocument/hover", kb / THR, ALC, 3)
    assert told["contents"]["kind"] == "plaintext"
    assert told["contents"]["value"].startswith("alc_adequate a threshold of IN-7, organ function\n“Bone marrow")


def test_while_a_file_is_broken_its_names_are_known_as_they_last_were(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    assert client.found(kb / THR) == []
    client.type(kb / THR, ALC + 1, 0, 60, "hemoglobin_adequate ≥≥≥")
    assert client.found(kb / THR) != []
    told = client.at("textDocument/hover", kb / THR, ALC, 3)
    assert "ALC ≥ 0.8 ×10^9/L" in told["contents"]["value"]
    offered = client.at("textDocument/completion", kb / THR, ALC, 33)
    assert offered["isIncomplete"] is False


def test_completion_replaces_what_was_typed(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    client.type(kb / THR, ALC, 27, 30, "total bil")
    found = client.at("textDocument/completion", kb / THR, ALC, 36)["items"]
    assert [(one["label"], one["textEdit"]["range"]) for one in found] == [("total bilirubin", span(ALC, 27, 36))]


def test_a_name_is_renamed_in_all_files_or_refused(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    at = (kb / THR, ALC, 3)
    assert client.at("textDocument/prepareRename", *at) == {
        "range": span(ALC, 0, 12),
        "placeholder": "alc_adequate",
    }
    edit = client.at("textDocument/rename", *at, newName="lymphocytes_adequate")
    changed = {Path(uri.removeprefix("file://")).relative_to(kb).as_posix() for uri in edit["changes"]}
    assert {THR, LP, "amendments/A01_lymphocytes/amendment.yaml"} <= changed
    assert edit["changes"][(kb / THR).as_uri()] == [{"range": span(ALC, 0, 12), "newText": "lymphocytes_adequate"}]
    with pytest.raises(Refused, match="`anc_adequate` is a threshold already"):
        client.at("textDocument/rename", *at, newName="anc_adequate")
    with pytest.raises(Refused, match="a criterion is called as the protocol calls it"):
        client.at("textDocument/prepareRename", kb / THR, 0, 12)


def test_a_name_is_renamed_from_within_an_amendment_too(client: Client, kb: Path) -> None:
    amendment = kb / "amendments" / "A01_lymphocytes" / THR
    client.open(amendment)
    edit = client.at("textDocument/rename", amendment, 2, 3, newName="lymphocytes_adequate")
    assert {(kb / THR).as_uri(), amendment.as_uri()} <= set(edit["changes"])


def test_a_rename_is_of_what_the_editor_holds_with_the_versions_of_open_files(kb: Path) -> None:
    with serving(kb, workspace={"workspaceEdit": {"documentChanges": True}}) as client:
        client.open(kb / THR)
        client.type(kb / THR, 1, 0, 0, "# a line of its own\n")
        edit = client.at("textDocument/rename", kb / THR, ALC + 1, 3, newName="lymphocytes_adequate")
    found = {one["textDocument"]["uri"]: one for one in edit["documentChanges"]}
    assert found[(kb / THR).as_uri()]["textDocument"]["version"] == 2
    assert found[(kb / THR).as_uri()]["edits"][0]["range"] == span(ALC + 1, 0, 12)
    assert found[(kb / LP).as_uri()]["textDocument"]["version"] is None


def test_a_file_is_laid_out_as_fmt_lays_it_out(client: Client, kb: Path) -> None:
    text = (kb / THR).read_text(encoding="utf-8").replace("alc_adequate               ALC", "alc_adequate ALC")
    client.open(kb / THR, text)
    options = {"tabSize": 4, "insertSpaces": True}
    edits = client.request("textDocument/formatting", textDocument={"uri": (kb / THR).as_uri()}, options=options)
    assert edits
    assert applied(text, edits) == format_text(text, THR)
    client.open(kb / LP, "met(")
    assert client.request("textDocument/formatting", textDocument={"uri": (kb / LP).as_uri()}, options=options) is None


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text with edits made, whose columns are all the first or the end of a line."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda one: int(one["range"]["start"]["line"]), reverse=True):
        low, high = edit["range"]["start"], edit["range"]["end"]
        start, end = (starts[place["line"]] + place["character"] for place in (low, high))
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_what_mends_a_finding_is_offered_where_it_is_told(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    at = client.texts[kb / THR].split("\n")[2].index("ANC ≥1.5") + 5
    client.type(kb / THR, 2, at, at, " ")
    (found,) = client.found(kb / THR)
    document, context = {"uri": (kb / THR).as_uri()}, {"diagnostics": [found]}
    ask = {"textDocument": document, "context": context}
    (action,) = client.request("textDocument/codeAction", range=found["range"], **ask)
    assert (action["kind"], action["isPreferred"]) == ("quickfix", True)
    assert action["title"] == 'quote the text as it is written: "ANC ≥1.5×10^9/L"'
    assert action["diagnostics"] == [found]
    (edit,) = action["edit"]["changes"][(kb / THR).as_uri()]
    assert client.request("textDocument/codeAction", range=span(9, 0, 0), **ask) == []
    start, end = edit["range"]["start"]["character"], edit["range"]["end"]["character"]
    client.type(kb / THR, 2, start, end, edit["newText"])
    assert client.found(kb / THR) == []


def test_below_a_separator_of_lines_that_no_editor_knows_a_change_lands_where_it_was_made(
    client: Client, kb: Path
) -> None:
    text = "# pasted\u2028words\x0cof a page\n" + (kb / THR).read_text(encoding="utf-8")
    client.open(kb / THR, text.replace("# pasted", "criterion IN-7 # pasted").replace("\ncriterion IN-7", "\n"))
    assert client.found(kb / THR) == []
    client.type(kb / THR, ALC + 1, *NUMBER, "1.0")
    (found,) = client.found(kb / THR)
    assert found["range"] == span(ALC + 1, 31, 44)


def test_what_a_change_does_stands_beside_it(client: Client, kb: Path) -> None:
    amendment = kb / "amendments" / "A01_lymphocytes" / THR
    client.open(amendment)
    document, whole = (
        {"uri": amendment.as_uri()},
        {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}},
    )
    (hint,) = client.request("textDocument/inlayHint", textDocument=document, range=whole)
    assert hint["label"] == "narrows IN-7, proved"
    assert hint["position"] == {"line": 2, "character": 44}
    above = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
    assert client.request("textDocument/inlayHint", textDocument=document, range=above) == []


def test_whatever_is_typed_the_server_stays(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    client.open(kb / LP)
    for path in (kb / THR, kb / LP):
        for text in ("\x00", "\ud83d", "((((", '"', "𝛼" * 50, "\u2028\x0c", "%*", "\t\t", "#script(python)"):
            client.type(path, ALC, 0, 0, text)
            assert isinstance(client.found(path), list)
            for character in (0, 1, 40):
                client.at("textDocument/hover", path, ALC, character)
                client.at("textDocument/completion", path, ALC, character)
    document = {"uri": (kb / "protocol.yaml").as_uri(), "languageId": "yaml", "version": 1, "text": "]: {"}
    client.notify("textDocument/didOpen", textDocument=document)
    assert client.at("textDocument/hover", kb / THR, 99, 99) is None or True
    assert client.close() == 0


def test_messages_that_make_no_sense_are_answered_or_left_alone(client: Client, kb: Path) -> None:
    client.open(kb / THR)
    assert client.found(kb / THR) == []
    client.raw(b"{")
    client.raw(b"[1, 2]")
    client.notify(
        "textDocument/didChange", textDocument={"uri": "file:///nowhere.thr", "version": 1}, contentChanges=[]
    )
    client.notify(
        "textDocument/didOpen", textDocument={"uri": "untitled:x", "languageId": "x", "version": 1, "text": "a"}
    )
    client.notify("no/such/thing")
    with pytest.raises(Refused):
        client.request("no/such/question")
    for uri in (
        "file:///etc/passwd",
        "http://example.org/x.thr",
        "file://other/x.thr",
        "untitled:1",
        "file:///a%00b.thr",
    ):
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        assert client.request("textDocument/hover", **place) is None
        assert client.request("textDocument/definition", **place) == []
    assert client.at("textDocument/hover", kb / THR, ALC, 3) is not None
    assert client.close() == 0


def test_an_editor_that_leaves_without_a_word_ends_the_server_too(kb: Path) -> None:
    client = Client()
    client.initialize(kb)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(timeout=PATIENCE) == 1
    client.end()


def test_without_the_library_it_says_what_to_install() -> None:
    """A folder that shadows it stands for a machine on which it is not installed."""
    code = "import sys; sys.modules['pygls'] = None; sys.argv = ['hn2301', 'lsp'];from hn2301_asp.cli import run; run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "an editor's server needs pygls, which is not installed" in done.stderr
    assert 'pip install "hn2301-asp[editor]"' in done.stderr
