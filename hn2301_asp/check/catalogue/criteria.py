"""Criteria: each has its files, and its rules say of it, by its id, when it is met and to whom it applies."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB015(Kind, slug="shared-files"):
    """two criteria name the same files.

    Why it matters: A rule and its quote belong to the criterion of their file: of a file of two it could not be
    said whose text they encode.

    Example: IN-8 and IN-5 both name the files `in5_serology`.

        files: in5_serology

    How to mend: Give each criterion a file of its own and name it under `files:`.
    """


class KB016(Kind, slug="heading-mismatch"):
    """a threshold file's heading names another thing than its path.

    Why it matters: The heading says whose words the thresholds quote. Where it differs from the file's name, one
    of the two is wrong, and so perhaps are all the quotes.

    Example: the heading says `criterion IN-6`, the file's name says `criterion IN-7`.

        criterion IN-6

    How to mend: Correct the heading, or move the thresholds to the file of their criterion.
    """


class KB017(Kind, slug="unknown-criterion"):
    """a rule, a heading or a reading names a criterion that protocol.yaml does not hold.

    Why it matters: A rule about a criterion that does not exist decides nothing, and the criterion that was meant
    lacks it.

    Example: `IN-9` is no criterion of protocol.yaml.

        criterion IN-9

    How to mend: Write the id as protocol.yaml has it.
    """


class KB018(Kind, slug="open-criterion"):
    """a rule says met(…) or applies(…) of something that is not one criterion's id.

    Why it matters: Whether a criterion is met must be said of that criterion. With a variable or another word in
    its place a rule would say it of many, or of none.

    Example: that a criterion applies is said of one, by its id in quotation marks.

        applies(C) :- sex(female), C = 8.

    How to mend: Write the id in quotation marks: met("IN-7").
    """


class KB019(Kind, slug="criterion-elsewhere"):
    """a rule says in another criterion's file that a criterion is met, or applies.

    Why it matters: Whoever reads a criterion's file must find there all that decides it. A rule for it elsewhere
    would be missed by readers and by amendments.

    Example: a rule for the scope of IN-7 stands in the file of something else.

        applies("IN-7") :- sex(female).

    How to mend: Move the rule to the file of its criterion.
    """


class KB020(Kind, slug="criterion-without-rules"):
    """no rule says when a criterion is met.

    Why it matters: What no rule says is false: the criterion would be met by nobody.

    Example: no rule says when IN-7 is met.

        - id: IN-7

    How to mend: Write a rule `met("ID") :- …` in the criterion's file, even if it only passes on one fact.
    """


class KB021(Kind, slug="scope-of-all"):
    """a rule asks whether a criterion applies that applies to everybody.

    Why it matters: `applies` is true of everybody where no rule limits it. A rule that asks for it then asks for
    nothing, though it looks as if it did.

    Example: no rule says to whom IN-3 applies: it applies to everybody.

        kidney :- applies("IN-3"), clearance_enough, not needs_fluids.

    How to mend: Write to whom the criterion applies, or leave `applies("ID")` out of the rule.
    """


class KB022(Kind, slug="scope-empty", severity="warning"):
    """a criterion applies to nobody.

    Why it matters: A criterion that applies to nobody protects nobody. Its conditions exclude each other, or one
    of them is misspelt.

    Example: IN-8 applies to nobody.

        applies("IN-8") :- sex(male), pregnant.

    How to mend: Look for conditions that exclude each other in the rules for `applies`, or take the criterion
    out.
    """


class KB023(Kind, slug="scope-whole", severity="warning"):
    """rules say to whom a criterion applies, and it applies to everybody.

    Why it matters: Rules that limit nothing make a reader believe in a group that is spared. None is.

    Example: IN-8 applies to everybody.

        applies("IN-8") :- sex(female).

    How to mend: Take the rules out, or write the condition that is missing.
    """
