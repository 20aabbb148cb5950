"""Quotes: rules stand under the protocol's words and say what these say; no word is left without a rule."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB097(Kind, slug="rule-without-quote", about_words=True):
    """a rule stands under no words of its criterion and gives no reason.

    Why it matters: Whoever audits the rules must see which sentence each encodes, or why it is there.

    Example: the rule does not say the words that it encodes.

        applies("IN-8") :- sex(female).

    How to mend: Write `%! "…"` with the protocol's words in the line above, or `%! because …` with the reason.
    """


class KB098(Kind, slug="guardrail-without-owner", severity="warning"):
    """a guard-rail does not say who owns it.

    Why it matters: Whoever wants to change a guard-rail must know whom to ask.

    Example: the guard-rail does not say who owns it.

        :- eligible, not guard_adult.

    How to mend: End its reason with `; owner: …`.
    """


class KB099(Kind, slug="empty-quote", about_words=True):
    """a quote or reason is empty.

    Why it matters: An empty quote looks like a source and is none.

    Example: the quote above the rule is empty.

        %! ""

    How to mend: Quote the words, or write `because` and the reason.
    """


class KB100(Kind, slug="quote-without-text", about_words=True):
    """a file without a text of its own quotes.

    Why it matters: Only a criterion has a text. Words in quotation marks elsewhere look like the protocol's and
    are not.

    Example: only a criterion has a text to quote.

        %! "participants"

    How to mend: Write `because` and the reason, with its source.
    """


class KB101(Kind, slug="quote-not-in-text", about_words=True):
    """a quote does not stand in its criterion's text.

    Why it matters: The words beside a rule are what a physician trusts. These are not the protocol's: the text
    was changed, or the quote was typed by hand.

    Example: these words do not stand in the text of IN-7.

        %! "ALT or AST ≤2.5×ULN"

    How to mend: Copy the words from the criterion's text; `…` stands for what is left out. `hn2301 check --fix`
    does so where only signs and spaces differ.
    """


class KB102(Kind, slug="quote-mismatch", about_words=True):
    """a threshold or a count says another number, comparator or unit than its quote, or the rule's.

    Why it matters: The words say one limit and the program applies another. Sites would act on the second and
    read the first.

    Example: the quote says `≥1.5×10^9/L`, the threshold says `≥ 1.0 ×10^9/L`: another number.

        anc_enough ANC ≥ 1.0 ×10^9/L "ANC ≥1.5×10^9/L"

    How to mend: Decide which of the two is right and write it in both places. `hn2301 amend set` changes text,
    quote and limit together.
    """


class KB103(Kind, slug="because-stated", severity="warning", about_words=True):
    """a threshold gives a reason in the place of words, and its criterion's text states the number.

    Why it matters: A reason of our own hides that the text itself states the limit: nobody would notice when the
    text changes.

    Example: the text of IN-7 states this number: `≤2.5×ULN`.

        alt_low ALT ≤ 2.5 × ULN because "why"

    How to mend: Quote the words that state it in the place of `because`.
    """


class KB104(Kind, slug="number-unstated", about_words=True):
    """the words above a rule say a number that no threshold, count or fact of the criterion states.

    Why it matters: A number that stands in the words and in no threshold is applied to nobody.

    Example: the quote says `≥ 4 b/tsDMARDs`, which no threshold of the criterion states.

        %! "at least four b/tsDMARDs"

    How to mend: State it in a threshold that the rule asks for, or quote the words without it.
    """


class KB105(Kind, slug="phrase-not-in-text", about_words=True):
    """a phrase of a reading, or one that is not encoded, does not stand in the text.

    Why it matters: A decision about words that the protocol does not contain decides nothing.

    Example: “of any sex” does not stand in the text of IN-1.

        - phrase: "of any sex"

    How to mend: Copy the phrase from the text of the criterion.
    """


class KB106(Kind, slug="not-covered", severity="warning"):
    """no quote covers a part of a criterion's text.

    Why it matters: A clause that no rule encodes is a condition that nobody applies.

    Example: nothing encodes "with a platelet count ≥50×10^9/L" of IN-1.

        …of any gender, with a platelet count ≥50×10^9/L, diagnosed…

    How to mend: Quote it above the rule or beside the threshold that encodes it, or list it under `not_encoded`
    with the reason.
    """


class KB107(Kind, slug="labels-disagree", about_words=True):
    """labels of one thing in several languages say different numbers.

    Why it matters: Investigators read the form in their own language: with two numbers two sites apply two
    limits.

    Example: `label` says 12, and `label_zh` says 6.

        …{label: willing … for 12 months after the infusion, label_zh: … 6 个月内…}

    How to mend: Write the same number in all labels.
    """
