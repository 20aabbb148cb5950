"""The catalogue of what is found: every kind has a number and a page, every page is true, and none is idle."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from hn2301_asp.amendment.catalogue import listed as everything_listed
from hn2301_asp.amendment.catalogue import page as page_of
from hn2301_asp.check import ABOUT_WORDS, CODES, catalogue
from hn2301_asp.check.catalogue.kinds import Kind, number, page, sentence
from hn2301_asp.source.diagnostics import Finding, InputError, render

from .test_check import BAD, found

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hn2301_asp"
PAGE = ROOT / "grammar" / "CHECKS.md"
KINDS = catalogue.by_number()
#: Where a knowledge base is read and looked at.
READERS = ("source", "knowledge", "check", "versions", "scenarios", "solver", "forms")
#: Texts of the form of a name that are none: words of the languages that are read, and commands of git.
NO_CODES = frozenset(
    {"cat-file", "ls-tree", "rev-parse", "half-li", "half-life", "half-lives", "pack-year", "pack-years", "guard-rails"}
    | {"yyyy-mm-dd"}
)
#: Told of a folder or a scenario that is still to be written, and so of no knowledge base.
OF_NONE = frozenset({"kb-new", "scenario-written"})
#: The names in the pages, which are of no protocol, and what they are called in the shipped one.
SHIPPED_NAMES = {
    **{"hb_enough": "hemoglobin_adequate", "anc_enough": "anc_adequate", "clearance_enough": "clearance_adequate"},
    **{"clearance_poor": "clearance_low", "needs_fluids": "fluid_assistance", "transfused": "transfused_recently"},
    **{"bilirubin_low": "bilirubin_usual", "saturated": "saturation_adequate", "alt_low": "alt_adequate"},
    **{"amoxicillin": "azathioprine", "amoxicilin": "azatioprin", "drug_a": "mycophenolic_acid"},
    **{"drug_a_salt": "mycophenolate_mofetil", "activity": "sledai_2k", "in7_help": "in7_support"},
    **{
        "help_given": "support_given",
        "help_needed": "support_needed",
        "in2_others": "in2_etc",
        "low_c3": "low_complement",
    },
    **{
        "lisinopril": "prednisone",
        "lisinoprl": "prednison",
        "disease_duration": "sle_duration",
        "CG": "Cockcroft-Gault",
    },
    **{"below_limit": "within_age_limit", "contraception": "contraception_willing", "pill": "nsaid"},
    **{"takes_it": "takes_corticosteroid", "patch": "antimalarial", "drops": "corticosteroid"},
}
_NAME = re.compile(r"[A-Za-z0-9_]+")
#: What no edit of a knowledge base here provokes: it is found where files are opened, or tested elsewhere.
WITHOUT_CASE = {kind.slug for kind in KINDS.values() if not kind.of_check} | {"grounding", "formula-zero"}


def raised() -> set[str]:
    """Every text of the form of a name in what reads knowledge bases, the catalogue left out."""
    texts = set()
    for folder in READERS:
        for path in (PACKAGE / folder).rglob("*.py"):
            if "catalogue" not in path.parts:
                tree = ast.parse(path.read_text(encoding="utf-8"))
                strings = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
                texts |= {
                    text
                    for text in strings
                    if re.fullmatch(r"[a-z]+(-[a-z]+)+|constraint|loop|grounding|amendment", text)
                }
    # What a name is put together of where it is raised.
    references = {f"no-{what}" for what in ("uln", "lln", "baseline")}
    references |= {f"scenario-{what}" for what in ("file", "value", "key", "missing")}
    return (texts | references) - NO_CODES


def test_every_code_that_is_raised_has_a_page_and_every_page_is_of_a_code_that_is_raised() -> None:
    assert raised() == {*catalogue.by_slug(), *OF_NONE}


def test_numbers_go_from_one_without_a_gap_and_no_two_kinds_share_a_name() -> None:
    assert list(KINDS) == [f"KB{number:03}" for number in range(1, len(KINDS) + 1)]
    assert len(catalogue.by_slug()) == len(KINDS)


#: Numbers are never used again: what stands here stays, and further kinds come behind it.
GIVEN = (
    "KB001 kb-missing",
    "KB015 shared-files",
    "KB050 unknown-grade",
    "KB102 quote-mismatch",
    "KB123 scenario-failed",
)


def test_a_number_stays_with_its_name() -> None:
    assert [f"{of} {KINDS[of].slug}" for of in (given.split()[0] for given in GIVEN)] == list(GIVEN)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_page_says_what_it_is_why_it_matters_by_an_example_and_how_to_mend(kind: type[Kind]) -> None:
    parts = page(kind).rstrip().split("\n\n")
    labels = [part.partition(":")[0] for part in parts if not part.startswith("    ")]
    assert labels == [f"{number(kind)} {kind.slug}", "Severity", "Why it matters", "Example", "How to mend"]
    assert all(len(line) <= 120 for line in page(kind).splitlines())
    assert sentence(kind)[-1] != "."


@pytest.mark.parametrize("slug", [slug for slug in CODES if slug not in WITHOUT_CASE])
def test_the_example_of_a_page_is_found_so(slug: str) -> None:
    """Under the names of the shipped protocol, message and line are those of a finding."""
    kind = catalogue.by_slug()[slug]
    told = re.search(r"^Example: (.*?)\n\n(?:    (.*?)\n\n)?How", page(kind), re.DOTALL | re.MULTILINE)
    assert told is not None
    words, line = " ".join(told[1].split()).removesuffix("."), told[2]
    if line is None and slug in ("yaml-syntax", "kb-yaml"):
        return
    findings = [finding for name in BAD for finding in found(name) if finding.code == slug]
    assert any(_alike(words, line, finding) for finding in findings), (words, line, findings[:3])


def _alike(words: str, line: str | None, finding: Finding) -> bool:
    said = re.sub(r"^of \S+: ", "", words)
    if _shipped(said) not in (finding.message, f"{finding.message}:"):
        return False
    if line is None:
        return True
    text, at = " ".join((finding.place.text or "").split()), 0
    for part in _shipped(line).split("…"):
        at = text.find(part.strip(), at)
        if at < 0:
            return False
        at += len(part.strip())
    return True


def _shipped(text: str) -> str:
    named = _NAME.sub(lambda name: SHIPPED_NAMES.get(name[0], name[0]), text)
    return named.replace("disease duration", "SLE duration")


def test_the_severity_of_a_page_is_that_of_the_findings() -> None:
    seen: dict[str, set[str]] = {}
    for name in BAD:
        for finding in found(name):
            seen.setdefault(finding.code, set()).add(finding.severity)
    told = {slug: set(catalogue.by_slug()[slug].severity.split(" or ")) for slug in seen}
    assert told == seen


def test_a_finding_shows_number_and_name() -> None:
    (finding,) = found("another number")
    assert (finding.number, finding.code) == ("KB102", "quote-mismatch")
    assert render(finding).startswith("error[KB102 quote-mismatch] ")


def test_a_finding_of_no_knowledge_base_keeps_its_name_alone() -> None:
    other = Finding("csv-ragged-row", "the row is short")
    assert catalogue.numbered([other]) == [other]


def test_a_code_is_explained_by_its_number_or_its_name_in_any_case() -> None:
    assert page_of("KB102") == page_of("kb102 ") == page_of("quote-mismatch") == page_of("Quote-Mismatch")
    assert page_of("KB102").startswith("KB102 quote-mismatch: ")
    with pytest.raises(InputError, match="did you mean `quote-mismatch`"):
        page_of("quote-mismach")
    with pytest.raises(InputError, match="lists all"):
        page_of("zzz")


def test_all_are_listed_one_a_line() -> None:
    lines = everything_listed().splitlines()
    assert [line[:2] for line in lines] == ["AM"] * 46 + ["KB"] * len(KINDS)
    assert lines[-1] == "KB128  scenario-missing: a scenario lacks a part"


def test_what_no_verdict_is_wrong_for_is_an_error_or_a_warning_that_check_finds() -> None:
    assert set(CODES) > ABOUT_WORDS


def test_the_page_of_all_checks_is_what_the_docstrings_say(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept"):
        PAGE.write_text(catalogue.whole_page(), encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == catalogue.whole_page()
