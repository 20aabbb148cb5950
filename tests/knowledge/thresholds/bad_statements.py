"""Malformed threshold files, each under the sentence that says what is wrong.

What an author is told of each stands in ``tests/golden/thresholds/bad.txt``.
"""

from __future__ import annotations

#: A statement each, below the heading of a file.
STATEMENTS: dict[str, str] = {
    # Numbers
    "a decimal comma": 'anc_adequate ANC ≥ 1,5 ×10^9/L "q"',
    "a decimal comma in a formula": 'creatinine clearance [mL/min] = 1,5 × weight [kg] "q"',
    "a comma between thousands": 'anc_adequate ANC ≥ 1,500 /uL "q"',
    "a blank between thousands": 'anc_adequate ANC ≥ 1 500 /uL "q"',
    "a number with a plus sign": 'adult age ≥ +18 years "q"',
    "a sign apart from its number": 'adult age ≥ - 18 years "q"',
    "a multiple below zero": 'alt_low ALT ≥ -2 × ULN "q"',
    "a window in the future": 'recently last transfusion within -7 days before screening, no if never "q"',
    "a number that begins with its point": 'anc_adequate ANC ≥ .5 ×10^9/L "q"',
    "a number that ends with its point": 'adult age ≥ 18. years "q"',
    "a number with a power of ten": 'anc_adequate ANC ≥ 1e3 /uL "q"',
    "a sum in the place of a number": 'adult age ≥ 10 + 8 years "q"',
    "no number": 'adult age ≥ "q"',
    # Comparators
    "one number": 'fit ECOG 0 "q"',
    "a list without its last number": 'fit ECOG 0 or "q"',
    "a list of what is below zero": 'fit change -1 or 0 "q"',
    "a list behind a comparator": 'fit ECOG ≤ 0 or 1 "q"',
    "equals twice": 'adult age == 18 years "q"',
    "differs": 'adult age ≠ 18 years "q"',
    "a comparator turned round": 'adult age => 18 years "q"',
    "two comparators": 'adult age ≥≥ 18 years "q"',
    "a comparator in words": 'adult age at least 18 years "q"',
    "another comparator in words": 'within_limit age not more than 69 years "q"',
    "no comparator": 'adult age 18 years "q"',
    "a comparator inside a range": 'adult age between ≥ 18 and ≤ 69 years "q"',
    # Misspelt keywords
    "within misspelt": 'recently last transfusion witin 7 days before screening "q"',
    "before misspelt": 'recently last transfusion within 7 days befor screening "q"',
    "a longer one of one": 'washed last dose within longer of 5 half-lives before screening "q"',
    "no half-lives": 'washed last dose within longer of 12 weeks or 5 months before screening "q"',
    "a window before nothing": 'recently last transfusion within 7 days before "q"',
    "between misspelt": 'working_age age beetween 18 years and 69 years "q"',
    "and misspelt": 'working_age age between 18 years adn 69 years "q"',
    "ULN misspelt": 'inr_adequate INR ≤ 1.5 × UNL "q"',
    "a second number without a unit": 'low serum creatinine < 2.5 mg/dL (221) "q"',
    "a second number that is not closed": 'low serum creatinine < 2.5 mg/dL (221 umol/L "q"',
    "three numbers": 'low serum creatinine < 2.5 mg/dL (221 umol/L) (0.221 mmol/L) "q"',
    "a second number of a multiple": 'low ALT < 2.5 × ULN (100 U/L) "q"',
    "LLN in small letters": 'alt_low ALT ≥ 0.5 × lln "q"',
    "LLN without a sign": 'alt_low ALT ≥ 0.5 LLN "q"',
    "a ratio without a second quantity": 'obstructed FEV1 / < 0.7 "q"',
    "a ratio of three": 'obstructed FEV1 / FVC / age < 0.7 "q"',
    "a ratio to a number": 'obstructed FEV1 / 2 < 0.7 "q"',
    "ULN in small letters": 'inr_adequate INR ≤ 1.5 x uln "q"',
    "if misspelt": 'recently last transfusion within 7 days before screening, no fi never "q"',
    "never misspelt": 'recently last transfusion within 7 days before screening, no if nevr "q"',
    "because misspelt": 'adult age ≥ 18 years becuase "no such words"',
    "negates misspelt": 'adult age ≥ 18 years negate "q"',
    "empirical misspelt": 'creatinine clearance [mL/min] = 140 × weight [kg] empircal, "q"',
    "else misspelt": 'creatinine clearance [mL/min] = 140 × (0.85 if female esle 1) "q"',
    # Quotes
    "a quote that is not closed": 'adult age ≥ 18 years "aged between 18 and 69',
    "a quote that is not opened": 'adult age ≥ 18 years aged 18"',
    "a quotation mark inside a quote": 'adult age ≥ 18 years "aged "18" and "more"',
    "round quotation marks": "adult age ≥ 18 years “aged between 18 and 69”",
    "single quotation marks": "adult age ≥ 18 years 'aged between 18 and 69'",
    "full-width digits": 'adult age ≥ １８ years "aged between 18 and 69"',
    "a full-width comparator": 'adult age ＞＝ 18 years "aged between 18 and 69"',
    "an empty quote": 'adult age ≥ 18 years ""',
    "a quote of blanks": 'adult age ≥ 18 years because "  \n   "',
    "no quote": "adult age ≥ 18 years",
    "no quote, but a comment": 'adult age ≥ 18 years   # see the protocol, "section 5"',
    "because without a reason": "adult age ≥ 18 years because",
    "because and a word": 'adult age ≥ 18 years because children "q"',
    "a full stop after the quote": 'adult age ≥ 18 years "q".',
    # Windows, ranges, never
    "a window without its unit": 'recently last transfusion within 7 before screening "q"',
    "a window without its number": 'recently last transfusion within days before screening "q"',
    "a window without an end": 'recently last transfusion within 7 days "q"',
    "a range with one end": 'working_age age between 18 years "q"',
    "a range with to": 'working_age age between 18 years to 69 years "q"',
    "two comparisons in one": 'working_age age ≥ 18 years and ≤ 69 years "q"',
    "two thresholds in one": 'unusual age < 18 years or age > 69 years "q"',
    "a comma before the quote": 'adult age ≥ 18 years, "q"',
    "an answer without if": 'recently last transfusion within 7 days before screening, no "q"',
    "an answer that is neither yes nor no": (
        'recently last transfusion within 7 days before screening, maybe if never "q"'
    ),
    # ULN
    "ULN without times": 'inr_adequate INR ≤ 1.5 ULN "q"',
    "ULN without a number": 'inr_adequate INR ≤ ULN "q"',
    # Lists, spans, and two times of which one counts
    "a list of three with or twice": 'fit ECOG 0 or 1 or 2 "q"',
    "numbers behind a comma": 'fit ECOG 0, 1 "q"',
    "a span of numbers": 'fit ECOG 0-1 "q"',
    "two grades with or": 'fit NYHA class I or II "q"',
    "two times with whichever": (
        'washed last dose within 5 half-lives or 12 weeks, whichever is longer, before infusion "q"'
    ),
    "two times without a word": 'washed last dose within 5 half-lives or 12 weeks before infusion "q"',
    # Names and quantities
    "a name in capitals": 'Adult age ≥ 18 years "q"',
    "a name with a hyphen": 'of-age age ≥ 18 years "q"',
    "no name": 'ANC ≥ 1.5 ×10^9/L "q"',
    "no quantity": 'adult ≥ 18 years "q"',
    "no quantity before a window": 'recently within 7 days before screening "q"',
    "a name alone": "adult",
    "a name and a quantity": "adult age",
    "a unit in brackets": 'adult age [year] ≥ 18 "q"',
    "a second heading": "criterion IN-8",
    # Definitions
    "a definition without equals": 'creatinine clearance [mL/min] 140 × weight [kg] "q"',
    "a definition whose result has no unit": 'creatinine clearance = 140 × weight [kg] "q"',
    "an empty unit": 'creatinine clearance [] = 140 × weight [kg] "q"',
    "a unit that is not closed": 'creatinine clearance [mL/min = 140 "q"',
    "a quantity without its unit": 'creatinine clearance [mL/min] = 140 × weight "q"',
    "a formula without blanks": 'creatinine clearance [mL/min] = 140 ×weight [kg] "q"',
    "a bracket that is not closed": 'creatinine clearance [mL/min] = (140 − age [year] "q"',
    "an alternative without else": 'creatinine clearance [mL/min] = 140 × (0.85 if female) "q"',
    "an alternative that asks no fact": 'creatinine clearance [mL/min] = 140 × (0.85 if 1 else 2) "q"',
    "a formula without a source": "creatinine clearance [mL/min] = 140 × weight [kg]",
    "a formula of nothing": "creatinine clearance [mL/min] =",
    # Further lines
    "a fault in a further line": 'recently last transfusion\n    within 7 days\n    befor screening "q"',
    "a quote that goes on in the first column": 'adult age ≥ 18 years "aged between\n18 and 69"',
}

#: Whole files.
FILES: dict[str, str] = {
    "an empty file": "",
    "nothing but comments": "# criterion IN-7\n\n   # later\n",
    "no heading": 'adult age ≥ 18 years "q"\n',
    "criterion misspelt": 'criteron IN-7\nadult age ≥ 18 years "q"\n',
    "guardrails misspelt": 'guardrail\nadult age ≥ 18 years "q"\n',
    "a criterion without its id": 'criterion\nadult age ≥ 18 years "q"\n',
    "a criterion without a number": "criterion age\n",
    "a criterion with a blank in its id": "criterion IN 7\n",
    "a criterion with an underscore in its id": "criterion IN_7\n",
    "a criterion whose id is a sign and a number": "criterion #3\n",
    "a score without its name": "score\n",
    "a heading with a word too many": "background IN-7\n",
    "a statement that begins with a blank": 'criterion IN-7\n\n  adult age ≥ 18 years "q"\n',
    "several faults": (
        "criterion IN-7\n"
        "\n"
        'adult age ! 18 years "q"\n'
        "\n"
        '# between two faults: a sound one\nwithin_limit age ≤ 69 years "q"\n'
        'bilirubin total bilirubin < 2,0 mg/dL "q"\n'
        'recently last transfusion witin 7 days before screening "not\n'
        '  closed"\n'
        "creatinine clearance [mL/min] = 140 ×\n"
    ),
}
