"""Amendments and scenarios: files that stand beside the protocol and are read against it."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB116(Kind, slug="amendment-base", of_check=False):
    """an amendment does not stand on the base that it was written for.

    Why it matters: An amendment holds only what it changes. On another base than the one it was written for it
    could mean something else.

    Example: amendment.yaml says that it was written for version 1.0, and the knowledge base is version 1.1.

    How to mend: State the version and name of the base that it stands on, in `base:` of amendment.yaml.
    """


class KB117(Kind, slug="amendment-file", of_check=False):
    """an amendment holds a file of which the base knows nothing.

    Why it matters: A file in a place where the base has none would be read by nobody.

    Example: the amendment holds criteria/in7_organ.thr, and the base's file is in7_organ_function.thr.

    How to mend: Give it the name of the base's file that it changes.
    """


class KB118(Kind, slug="amendment-item", of_check=False):
    """an item of an amendment cannot take its place in the base.

    Why it matters: An item that cannot be told from the others could take the place of the wrong one.

    Example: the amendment's file defines one threshold twice.

    How to mend: Name the item as the base does, once; the finding says what stands in the way.
    """


class KB119(Kind, slug="amendment-missing", of_check=False):
    """an amendment's folder does not say what it is.

    Why it matters: A folder of changes that does not say what they were made for can be applied to nothing.

    Example: a folder kb/amendments/A05_age with a changed threshold file, and nothing else.

    How to mend: Write an amendment.yaml beside the files; `hn2301 amend draft` makes one.
    """


class KB120(Kind, slug="scenario-duplicate", of_check=False):
    """two scenarios have one sentence.

    Why it matters: Reports name a scenario by its sentence: of two alike one would be looked at, and the other
    forgotten.

    Example: the sentence “a patient on the limit is eligible” stands twice.

    How to mend: Say in the sentence what is different about this one.
    """


class KB121(Kind, slug="file-unreadable", of_check=False):
    """a file cannot be read.

    Why it matters: What cannot be read is not part of the knowledge base, and its rules would be missing without
    a word.

    Example: vocabulary/drugs.yaml is a link to a file of another folder.

    How to mend: Look at the file's permissions, or at what it is: a link or a folder is no file.
    """


class KB122(Kind, slug="kb-template", of_check=False):
    """a column of the short form is no field of a record.

    Why it matters: A form with a wrong column asks sites for what no record can hold.

    Example: the column `wieght` in vocabulary/short_template.yaml.

    How to mend: Write the column as `hn2301 facts` lists the field, with a unit in brackets where it has one.
    """


class KB123(Kind, slug="scenario-failed", of_check=False):
    """a scenario's patient gets another verdict than it expects.

    Why it matters: The scenarios say what is right. Where a verdict differs either a rule was changed by mistake,
    or the expectation is of an earlier version.

    Example: a limit was moved from 0.8 to 1.0, and the scenario of a patient with 0.9 expects `eligible`.

    How to mend: Look at the patient with `hn2301 explain`. Correct the rule, or the scenario where the new
    verdict is meant.
    """


class KB124(Kind, slug="amendment", of_check=False):
    """an amendment's statement of itself says something that does not fit.

    Why it matters: amendment.yaml is what a committee reads, and what the change is held against. What it does
    not say clearly cannot be proved.

    Example: the statement begins `id: yes`, which YAML takes for an answer and not for a name.

    How to mend: Write what the finding asks for at this place; the amendments in kb/amendments show every entry.
    """


class KB125(Kind, slug="scenario-file", of_check=False):
    """a file of scenarios does not hold one list of them.

    Why it matters: A scenario that is not read guards nothing, and nobody would miss it.

    Example: a file begins `scenario: a patient on the limit` without the dash before it.

    How to mend: Write `- scenario: …` for each, one below the other.
    """


class KB126(Kind, slug="scenario-value", of_check=False):
    """a scenario holds a value that means nothing at this place.

    Why it matters: A patient who is not the one that was meant shows nothing about the rules.

    Example: `IN-3: fulfilled` under `expect`, where a criterion is `met`, `not_met`, `unknown` or
    `not_applicable`.

    How to mend: Write one of the values that the finding names.
    """


class KB127(Kind, slug="scenario-key", of_check=False):
    """a scenario holds a key that is not known there.

    Why it matters: What is not understood is not tested, though it looks as if it were.

    Example: `blokcing: [IN-3]` under `expect`.

    How to mend: Write the key as the finding suggests, or take it out.
    """


class KB128(Kind, slug="scenario-missing", of_check=False):
    """a scenario lacks a part.

    Why it matters: A scenario is a sentence, a patient and what must come out; without one of them it shows nothing.

    Example: a patient is described, and there is no `expect`.

    How to mend: Add the part that the finding names.
    """
