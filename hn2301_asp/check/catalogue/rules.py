"""Rules: what clingo would refuse, and what it would accept without a word though it does not mean what it says."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB070(Kind, slug="rule-syntax"):
    """clingo cannot parse a rule file.

    Why it matters: A file that cannot be parsed is not read at all, and its criterion would have no rules.

    Example: `.` is not expected here.

        kidney :- 1.5 < 2, clearance_enough, not needs_fluids.

    How to mend: Look at the place and just before it: a full stop, a bracket or a comma is missing, or a sign
    stands where only names may.
    """


class KB071(Kind, slug="rule-unsafe"):
    """a rule has a variable that no positive condition binds, or clingo refuses it otherwise.

    Why it matters: The variable stands for anything at all, so that the rule says nothing definite.

    Example: no positive condition binds the variable `E`.

        standard(E) :- targeted(D).

    How to mend: Add a condition that says what the variable is, such as class(D, …).
    """


class KB072(Kind, slug="forbidden-construct"):
    """a rule file holds something else than rules of the allowed sub-language.

    Why it matters: Rules are data that others send and sites rely on: they run no code, read no other file and
    hide no choice.

    Example: `#include` may not stand in a rule file.

        #include "other.lp".

    How to mend: Write it as plain rules with facts, thresholds and `not`; grammar/README.md shows what is
    allowed.
    """


class KB073(Kind, slug="disjunctive-head"):
    """a rule has several heads.

    Why it matters: “This or that holds” has two answers for one patient.

    Example: a rule has one head: a disjunction has no single answer per patient.

        kidney ; lung :- clearance_enough, not needs_fluids.

    How to mend: Write one rule for each head, with the condition that decides between them.
    """


class KB074(Kind, slug="choice-head"):
    """a rule leaves a choice open.

    Why it matters: A choice has several answers for one patient. A verdict must have one.

    Example: a choice in the head has no single answer per patient.

        { kidney } :- clearance_enough, not needs_fluids.

    How to mend: Write the condition under which it holds. What the protocol leaves open is a reading, in
    readings.yaml.
    """


class KB075(Kind, slug="constraint"):
    """a constraint stands in a criterion's file.

    Why it matters: A constraint rules patients out as impossible instead of judging them: such a patient would
    get no verdict.

    Example: a constraint may not stand in a criterion's file.

        :- clearance_enough, not needs_fluids.

    How to mend: Derive the criterion by a rule. What is true of every human being belongs in background.lp.
    """


class KB076(Kind, slug="doc-comment", severity="warning"):
    """a doc comment holds neither a quote nor `because`.

    Why it matters: `%!` lines are printed as the words of the protocol or as our reason. Any other text would be
    taken for one of the two.

    Example: this `%!` line holds neither a quote nor `because` with a reason.

        %! ALT and AST

    How to mend: Put the words in quotation marks, or write `because` before the reason; a remark for readers
    begins with `%` alone.
    """


class KB077(Kind, slug="integer-overflow"):
    """an integer would wrap around in clingo.

    Why it matters: clingo counts in 32 bits: a greater number would silently become a negative one.

    Example: `2147483648` is beyond clingo's 32-bit integers and would wrap around.

        kidney :- 2147483648 > 3, clearance_enough, not needs_fluids.

    How to mend: Put the number in a threshold file, where numbers are exact and have units.
    """


class KB078(Kind, slug="long-interval"):
    """an interval of numbers would be written out as very many rules.

    Why it matters: clingo writes out one rule for each number of an interval.

    Example: `1..100000` stands for 100000 rules.

        kidney :- N = 1..100000, weight(activity, rash, N), clearance_enough, not needs_fluids.

    How to mend: Put the numbers in a threshold file, and ask for the threshold.
    """


class KB079(Kind, slug="too-many-instances"):
    """a rule stands for so many others that it is not written out.

    Why it matters: Each combination of what the variables stand for is a rule: so many are not written out.

    Example: the rule is too large to be written out: it stands for up to 442,050,741 rules.

        kidney :- class(_, A), class(_, B), class(_, C), class(_, D), clearance_enough, not needs_fluids.

    How to mend: Ask for fewer combinations at once: derive a name for a part of the conditions first.
    """


class KB080(Kind, slug="uneven-pool"):
    """alternatives in an atom give it several numbers of arguments.

    Why it matters: `a; b, c` means two atoms of different length, and one of them is true of nobody.

    Example: this means `class(D,pill)`, `class(patch)`, `class(drops)`.

        standard(D) :- class(D, pill; patch; drops).

    How to mend: Put the alternatives in brackets of their own: class(D, (a; b)).
    """
