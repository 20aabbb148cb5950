"""The text of ``amendment.yaml``: written anew, or with what was proved put into one that exists.

What an author declared stays as it is: only lines that carry `MARK` are kept up. This module
compares nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from hn2301_asp.amendment.writing.base_statement import Stated, base_lines, yaml_name
from hn2301_asp.comparison.model import Relation
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.yaml_places import compose, entry
from hn2301_asp.versions.manifest import Intent, Manifest
from hn2301_asp.versions.terms import REASONS, SCOPES

#: Stands behind an intent that was filled in from a proof, and says that it may be kept up.
MARK = "# as proved under the readings in force"
#: As it was written until 0.3.0.
_OLD_MARK = "# as proved"
INTENTS: Mapping[Relation, Intent] = {
    "broader": "broadens",
    "narrower": "narrows",
    "shifted": "shifts",
    "equivalent": "clarifies",
}
_ID = re.compile(r"([A-Z][A-Z0-9]*[0-9])(?:_(.*))?")
_OPEN = (
    ("rationale", "why it is made, in the words that ethics committees will read"),
    ("reason", "one of " + ", ".join(REASONS)),
    ("scope", "one of " + ", ".join(SCOPES)),
    ("date", "the day of this version, as YYYY-MM-DD"),
    ("effective", "the day from which it holds, as YYYY-MM-DD"),
    ("documents", "what else must change, as [consent form, case report form, synopsis]"),
    ("enrolled", "how many participants were enrolled when it was written"),
    ("approvals", "the day of approval by site, as {SITE: YYYY-MM-DD}"),
)
#: Without these a summary of changes has gaps; the others may stay open.
_WANTED = ("rationale", "reason", "scope", "date")


def identified(folder_name: str) -> tuple[str, str]:
    """The id that a folder's name begins with, and its other words; raises InputError where it has none."""
    found = _ID.fullmatch(folder_name)
    if found is None:
        message = f"the folder's name `{folder_name}` does not begin with an id"
        help = "name it by capital letters and a number, then what it is about, as `A02_bone_marrow`"
        raise InputError(Finding("amend-folder", message, help=help))
    return found[1], " ".join((found[2] or "").replace("_", " ").split())


def fresh(
    name: str,
    title: str,
    base: Stated,
    intent: Mapping[str, Intent],
    undecided: Mapping[str, str],
) -> str:
    """A new ``amendment.yaml``: what is known, and a comment for everything that is left open."""
    lines = [
        f"id: {name}",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        "status: proposed",
        *base_lines(base),
        "",
        "# Left open: fill in what applies, and take the `# ` in front of it away.",
        *(f"# {key}: {what}" for key, what in _OPEN),
    ]
    lines += ["", *_intent_lines(intent), *(f"# {key} is left out: undecided, {why}" for key, why in undecided.items())]
    return "\n".join(lines).rstrip("\n") + "\n"


def _intent_lines(intent: Mapping[str, Intent]) -> list[str]:
    return ["intent:", *(f"  {yaml_name(key)}: {value}  {MARK}" for key, value in intent.items())] if intent else []


def remaining(manifest: Manifest) -> tuple[str, ...]:
    """What only people can say, and have not said yet."""
    given = {key: getattr(manifest, key) for key in _WANTED}
    called = {"rationale": "write the rationale", "reason": "name the reason", "scope": "name the scope"}
    return tuple(f"{called.get(key, f'give the {key}')} in {manifest.file}" for key in _WANTED if not given[key])


def with_intent(text: str, manifest: Manifest, criterion: str, intent: Intent | None) -> tuple[str, str | None]:
    """The text with a criterion's intent as it was proved, and a note where an author declared another.

    None takes the line away that a proof had filled in.
    """
    declared = manifest.intent.get(criterion)
    if declared == intent:
        return text, None
    if declared is not None:
        return _redeclared(text, manifest.places[f"intent.{criterion}"], criterion, intent, declared)
    assert intent is not None
    return _declared(text, criterion, intent), None


def _redeclared(
    text: str, place: Place, criterion: str, intent: Intent | None, declared: Intent
) -> tuple[str, str | None]:
    lines = text.split("\n")
    number = (place.line or 1) - 1
    if not lines[number].rstrip().endswith((MARK, _OLD_MARK)):
        proved = f"it {intent}" if intent else "nothing of it differs from the base"
        told = f"{proved}, as was proved under the readings in force"
        return text, f"`{criterion}: {declared}` is declared in {place.file} and was left: {told}"
    if intent is not None:
        end = (place.end_column or 1) - 1
        lines[number] = lines[number][:end] + lines[number][end:].replace(f": {declared}", f": {intent}", 1)
    else:
        del lines[number]
        if lines[number - 1].strip() == "intent:" and not "".join(lines[number : number + 1]).startswith(" "):
            del lines[number - 1]
    return "\n".join(lines), None


def _declared(text: str, criterion: str, intent: Intent) -> str:
    """The text with one more intent: in the mapping that is there, or in a new one at the end."""
    root = compose(text)
    found = entry(root, "intent")
    said = f"{yaml_name(criterion)}: {intent}"
    if found is None and root.flow_style:
        end = root.end_mark.index - 1
        return f"{text[:end].rstrip()}, intent: {{{said}}}{text[end:]}"
    if found is None:
        return text.rstrip("\n") + "\n\n" + "\n".join(_intent_lines({criterion: intent})) + "\n"
    key, value = found
    pairs: Sequence[tuple[object, object]] = value.value if isinstance(value.value, list) else ()
    if getattr(value, "flow_style", False):
        end = value.end_mark.index - 1
        inside = text[:end].rstrip()
        return f"{inside}{', ' if pairs else ''}{said}{text[end:]}"
    lines = text.split("\n")
    if not pairs:
        lines.insert(key.start_mark.line + 1, f"  {said}  {MARK}")
    else:
        last = value.value[-1][0].start_mark
        lines.insert(last.line + 1, f"{' ' * last.column}{said}  {MARK}")
    return "\n".join(lines)
