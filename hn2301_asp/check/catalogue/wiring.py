"""How rules fit together: what one asks for another derives, or the vocabulary declares."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB081(Kind, slug="undefined-predicate"):
    """a rule uses a predicate that nothing defines.

    Why it matters: What no rule derives is false: the rule that asks for it never applies, and clingo says
    nothing.

    Example: no rule derives `livver`, and it is no input.

        met("IN-7") :- bone_marrow, … livver, kidney.

    How to mend: Correct the spelling, write a rule for it, or declare a fact or a threshold of that name.
    """


class KB082(Kind, slug="undeclared-fact"):
    """a rule uses a fact or threshold that is not declared.

    Why it matters: No record can ever state it, so that `not NAME` is always true and NAME never: the criterion
    would let through, or shut out, everybody.

    Example: `pregnnt` is no fact of the vocabulary, no threshold, and no rule derives it.

        no_child_exposed :- not pregnnt, not lactating.

    How to mend: Correct the spelling, or declare the fact in facts.yaml or the threshold in a .thr file.
    """


class KB083(Kind, slug="unused-predicate", severity="warning"):
    """nothing uses a predicate that a rule derives.

    Why it matters: A condition that nothing asks for decides nothing. It was probably forgotten in the rule of
    its criterion.

    Example: nothing uses `kidney`.

        kidney :- clearance_enough, not needs_fluids.

    How to mend: Use it in a rule of its criterion, or take it out.
    """


class KB084(Kind, slug="two-arities"):
    """one predicate has two numbers of arguments.

    Why it matters: To clingo kidney and kidney(x) are two different things: what one rule derives the other does
    not ask for.

    Example: `kidney` has no argument here and 1 argument elsewhere.

        met("IN-7") :- … kidney.

    How to mend: Use the same number of arguments everywhere.
    """


class KB085(Kind, slug="input-redefined"):
    """a rule derives what is an input.

    Why it matters: A fact comes from the record. A rule that derives it would overrule what the investigator
    wrote.

    Example: `pregnant` is a fact of the vocabulary: a rule may not derive it.

        pregnant :- clearance_enough, not needs_fluids.

    How to mend: Give the derived predicate a name of its own.
    """


class KB086(Kind, slug="out-of-place"):
    """a rule uses what only the guard-rails may use.

    Why it matters: What protects a protocol must not depend on what it protects.

    Example: `eligible` is the verdict itself: only guardrails.lp may use it.

        kidney :- eligible, clearance_enough, not needs_fluids.

    How to mend: Declare a threshold of the criterion's own, or name the criterion with met("…").
    """


class KB087(Kind, slug="unknown-constant"):
    """a constant is misspelt: the rule would never apply, and clingo says nothing.

    Why it matters: A misspelt name matches nobody, and one with a capital matches everybody; clingo is content
    with both.

    Example: `lisinoprl` is no drug of the vocabulary.

        standard_treatment :- current(lisinoprl).

    How to mend: Write the name as the vocabulary has it.
    """


class KB088(Kind, slug="name-as-number"):
    """a name is compared with a number, or added up.

    Why it matters: To clingo every name is greater than every number: the comparison is always true, or always
    false.

    Example: `D` is a name, and to clingo names are greater than all numbers.

        standard(D) :- targeted(D), D > 3.

    How to mend: Compare numbers with numbers, and let the number that is added up stand first in its set.
    """


class KB089(Kind, slug="loop"):
    """predicates depend on each other in a circle.

    Why it matters: Each holds only if it holds already, and so none of them ever does.

    Example: `lung → kidney → lung` goes round: each holds only if it holds already.

        lung :- kidney, …

    How to mend: Derive one of them without the other.
    """


class KB090(Kind, slug="loop-through-negation"):
    """predicates depend on each other through negation, so that there is no single answer.

    Why it matters: “A if not B, and B if not A” has two answers, or none: the verdict would be a matter of
    chance.

    Example: `no_support → not supported → not no_support` goes through negation: it has no single answer per
    patient.

        no_support :- not supported.

    How to mend: Derive one of them without the other.
    """


class KB091(Kind, slug="grounding"):
    """clingo cannot ground the rules.

    Why it matters: The rules cannot be put together by clingo for a reason that no other check has told.

    Example: an arithmetic term that clingo cannot work out, met only when the rules are put together.

    How to mend: Simplify the rule at the place, and check again.
    """
