"""Number formats of spreadsheets: what they show of a number, and what cannot be taken for its value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hn2301_asp.patient.readers.number_codes import Unreadable
from hn2301_asp.patient.readers.number_shown import Shown, shown_as, text_shown_as

ACCOUNTING = r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)'

WORDS = {
    ("98", '0"%"'): "98%",
    ("98", r"0\%"): "98%",
    ("0.98", "0%"): "98 %",
    ("0.985", "0.0%"): "98.5 %",
    ("98", "0 %"): "9800 %",
    ("132", '0" lb"'): "132 lb",
    ("132", r"0\ \l\b"): "132 lb",
    ("132", 'General" lb"'): "132 lb",
    ("1.2", '0.0" mg/dL"'): "1.2 mg/dL",
    ("1.2", r"0.0\ \m\g\/\d\L"): "1.2 mg/dL",
    ("3200", '#,##0" /uL"'): "3200 /uL",
    ("0", '"lb "General'): "lb 0",
    ("0.8", '"<"0.0'): "<0.8",
    ("0.8", "<0.0"): "<0.8",
    ("1000", "≥0"): "≥1000",
    ("3", '[<5]"<5";0'): "<5",
    ("1", '"yes";"no";"no"'): "yes",
    ("0", '"yes";"no";"no"'): "no",
    ("0", ACCOUNTING): "-",
    ("7", "000"): "007",
    ("1002", '"P-"00000'): "P-01002",
    ("7", '"P "0'): "P 7",
    ("1002", r"00\-000"): "01-002",
    ("80", '"1:"0'): "1:80",
    ("180", r"0\:00"): "1:80",
    ("3", '0"00"'): "300",
    ("-5", '0" C"'): "-5 C",
    ("-5", '"<"0.0'): "-<5",
}

PLAIN = [
    ("5", "General"),
    ("5", "@"),
    ("5.5", "0.0"),
    ("5.5", "0.00_ "),
    ("5.5", "0.0_)"),
    ("5", ACCOUNTING),
    ("-5", ACCOUNTING),
    ("-5.5", "0.0;-0.0"),
    ("-5", r"0.00_ ;[Red]\-0.00\ "),
    ("1234567", "#,##0"),
    ("1234567", "# ##0"),
    ("7", '[<5]"<5";0'),
    ("7.5", "[Red][<5]0;[Blue][>=5]0.0"),
    ("0.5", "# ?/?"),
    ("0.5", "# ?/16"),
    ("0.00012", "0.0E+00"),
    ("123400", "##0.0E+0"),
    ("5", "[DBNum1]General"),
    ("9" * 60, "0.00"),
]

ROUNDED = [
    ("0.795", "0.0", Shown(None, "0.8")),
    ("0.795", "0.00", Shown(None, "0.80")),
    ("0.795", '"<"0.0', Shown("<0.795", "<0.8")),
    ("0.3", "0", Shown(None, "0")),
    ("0.9849", "0.0%", Shown("98.49 %", "98.5 %")),
    ("71.6", '0" kg"', Shown("71.6 kg", "72 kg")),
    ("1234", "0.00E+00", Shown(None, "1230")),
    ("0.33", "# ?/?", Shown(None, "1/3")),
    ("0.3", "# ?/16", Shown(None, "5/16")),
]

DATES = {
    "yyyy-mm-dd": "day",
    "mm-dd-yy": "day",
    "m/d/yy h:mm": "day",
    "DD.MM.YYYY": "day",
    '[$-804]yyyy"年"m"月"d"日"': "day",
    r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy": "day",
    "[$-411]ge.m.d": "day",
    'yyyy-mm-dd"T"hh:mm:ss.000': "day",
    r"_(d\.\ mmmm\ yyyy\._)": "day",
    "mmm-yy": "month",
    r"[$-409]mmm\-yy;@": "month",
    '[DBNum1][$-804]yyyy"年"m"月"': "month",
    "dddd, mmmm yyyy": "month",
    "yyyy": "year",
    "yyyy hh:mm": "year",
    "h:mm": "time",
    "h:mm AM/PM": "time",
    "[h]:mm:ss": "time",
    "mm:ss.0": "time",
}

REFUSED = [
    ("5", "0 kg", "is not understood"),
    ("5", '0"x', "is not understood"),
    ("5", "[Foo]0", "is not understood"),
    ("5", "0 d", "is not understood"),
    ("5", "0;0;0;0;0", "has more than four sections"),
    ("5", "0%%", "has more than one sign of per cent"),
    ("3200", "0.0,", "shows it in thousands"),
    ("3200", "0,.0", "shows it in thousands"),
    ("5", ";;;", "shows nothing of it"),
    ("0", "0;-0;;@", "shows nothing of it"),
    ("0", "#", "shows nothing of it"),
    ("0.3", "#", "shows nothing of it"),
    ("7", "[<5]0", "has no section for this number"),
    ("-5", "0;[Red]0", "hides its sign"),
    ("3.5", '0.00"5"', "puts further digits beside it"),
    ("10.5", r"00\-00.0", "puts signs between its digits"),
    ("45292", "d-mmm", "shows a date without its year"),
    ("45292", "mmmm", "shows a date without its year"),
    ("45292", "dd yyyy", "shows a date without its month"),
    ("45292", '">"yyyy-mm-dd', "shows `>` beside the date"),
    ("45292", '"after "yyyy-mm-dd', "shows `after` beside the date"),
    ("45292", '"~"yyyy-mm-dd', "shows `~` beside the date"),
    ("45292", r"\≤\ yyyy/m/d", "shows `≤` beside the date"),
    ("45292", 'yyyy-mm-dd" ?"', "shows `?` beside the date"),
    ("45292", 'yyyy-mm-dd" (?)"', "shows `(?)` beside the date"),
    ("45292", 'yyyy"年"m"月"d"日前"', "shows `日前` beside the date"),
    ("45292", 'yyyy"-or-"mm-dd', "shows `-or-` beside the date"),
    ("45292", "[$>-409]yyyy-mm-dd", "shows `>` beside the date"),
    ("45292", "yyyy-mm-dd hh:mm:ss ?", "is not understood"),
    ("45292", '"vor "yyyy', "shows `vor` beside the date"),
]

TEXTS = [
    ("132", "General", "132"),
    ("132", "0.0", "132"),
    ("132", "@", "132"),
    ("132", '@" lb"', "132 lb"),
    ("132", '0;0;0;"<"@', "<132"),
]


@pytest.mark.parametrize(("number", "code"), WORDS)
def test_what_stands_around_a_number_is_shown_with_it(number: str, code: str) -> None:
    assert shown_as(Decimal(number), code) == Shown(WORDS[number, code])


@pytest.mark.parametrize(("number", "code"), PLAIN)
def test_a_format_that_shows_nothing_but_the_number_leaves_it_as_it_is(number: str, code: str) -> None:
    assert shown_as(Decimal(number), code) == Shown()


@pytest.mark.parametrize(("number", "code", "shown"), ROUNDED)
def test_the_number_stays_what_it_is_and_its_rounding_is_told(number: str, code: str, shown: Shown) -> None:
    assert shown_as(Decimal(number), code) == shown


@pytest.mark.parametrize("code", DATES)
def test_a_date_is_as_exact_as_it_is_shown(code: str) -> None:
    assert shown_as(Decimal("45292.5"), code) == Shown(date=DATES[code])  # type: ignore[arg-type]


@pytest.mark.parametrize(("number", "code", "words"), REFUSED)
def test_what_is_not_understood_or_cannot_be_taken_for_the_value_is_refused(number: str, code: str, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        shown_as(Decimal(number), code)
    assert str(caught.value) == words


@pytest.mark.parametrize(("text", "code", "shown"), TEXTS)
def test_a_text_is_shown_with_what_its_format_puts_around_it(text: str, code: str, shown: str) -> None:
    assert text_shown_as(text, code) == shown


def test_a_format_that_hides_a_text_is_refused() -> None:
    for code in (";;;", '0;0;0;"x"'):
        with pytest.raises(Unreadable, match="shows nothing of it"):
            text_shown_as("132", code)
