"""What rules come to: conditions that never decide anything, proved over everybody and every reading."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB092(Kind, slug="never-applies", severity="warning"):
    """no patient can make a rule apply.

    Why it matters: A rule that no patient can make apply is not the rule that was meant.

    Example: no patient can make this rule apply.

        kidney :- clearance_enough, clearance_poor.

    How to mend: Look for arguments in the wrong order, or for two conditions that exclude each other.
    """


class KB093(Kind, slug="dead-exception", severity="warning"):
    """an exception (`not …`, `D != …`) of a rule makes a difference for nobody.

    Why it matters: The exception is written down and excepts nobody: a limit lies beyond the other one, or the
    list does not hold what is excepted.

    Example: the exception `not excused` never makes a difference: nobody fulfils the other conditions and
    `excused`.

        kidney :- clearance_enough, not excused.

    How to mend: Look at the two limits, or at the list; leave the exception out where it is not needed.
    """


class KB094(Kind, slug="covered-case", severity="warning"):
    """of several rules for one thing one applies only where another does.

    Why it matters: A case that adds nobody was meant to: often a wider limit for some patients is the stricter
    one by a slip.

    Example: the rule adds nobody: where it applies, another rule for `kidney` does.

        kidney :- not needs_fluids, clearance_enough.

    How to mend: Look which of the limits is the wider one, or take the rule out.
    """


class KB095(Kind, slug="duplicate-rule", severity="warning"):
    """a rule stands twice.

    Why it matters: Of two equal rules an amendment changes one, and the other goes on letting people in.

    Example: the rule stands twice.

        serology :- low_c3.

    How to mend: Keep it where the words that it encodes stand.
    """


class KB096(Kind, slug="same-words", severity="warning"):
    """two constraints of a file stand under the same words, so that no amendment can name one.

    Why it matters: An amendment names a constraint by the words above it, and could name neither.

    Example: two constraints stand under `because a man is neither pregnant nor lactating`.

        :- sex(male), lactating, pregnant.

    How to mend: Put both below each other under one `%!` line, or give each words of its own.
    """
