"""Files and their form: what cannot be read means nothing, and what is read by nobody is lost."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB001(Kind, slug="kb-missing"):
    """a file without which there is no knowledge base is missing.

    Why it matters: Without its criteria there is nobody to judge, and a folder that only looks like a knowledge
    base would answer every question alike.

    Example: protocol.yaml is missing.

    How to mend: Put the file there under exactly this name, or name the right folder with `--kb`. `hn2301 new
    FOLDER` begins a knowledge base with all that it needs.
    """


class KB002(Kind, slug="kb-encoding", of_check=False):
    """a file is not written in UTF-8.

    Why it matters: Signs such as ≥ and µ are written differently in other encodings: read wrongly, a limit could
    become another one.

    Example: a physician edits a threshold file with an old editor, and ≥ is saved as one byte that UTF-8 does not
    know.

    How to mend: Save the file as UTF-8: in most editors under “Save as” or “Save with encoding”.
    """


class KB003(Kind, slug="kb-file"):
    """a rule or threshold file stands where none belongs, and is not read.

    Why it matters: A rule that nobody reads looks as if it counted. It does not, and no verdict shows that.

    Example: of scenarios/more.lp: a rule or threshold file may not stand here: it is not read.

    How to mend: Move the file to criteria/ or scores/, or merge it into background, groups or guardrails.
    """


class KB004(Kind, slug="kb-yaml"):
    """a YAML file does not hold one mapping of names.

    Why it matters: Such a file says something of several names, each with a colon behind it. A list or a lone
    text names nothing.

    Example: vocabulary/typical.yaml holds `[]`, an empty list, where a record stands.

    How to mend: Write `name: value`, one a line, with what belongs to a name indented below it.
    """


class KB005(Kind, slug="yaml-syntax"):
    """a file is no YAML.

    Why it matters: A file that is no YAML says nothing that a program could rely on; a guess at what was meant
    could move a limit.

    Example: the `]` is missing behind a list of criteria, and the file is read on to its end in vain.

    How to mend: Look at the place and at the line above it: most often a bracket, a quotation mark or a colon is
    missing, or the indentation differs.
    """


class KB006(Kind, slug="yaml-duplicate-key"):
    """a key stands twice in a YAML file, and YAML would keep the last one without a word.

    Why it matters: YAML keeps the last of two lines with one name and forgets the first without a word: one of
    two facts would be lost.

    Example: `age` is written twice in one mapping.

        age: 35

    How to mend: Keep the line that is right and take out the other.
    """


class KB007(Kind, slug="yaml-alias"):
    """a YAML file uses an anchor or alias.

    Why it matters: Anchors and aliases copy text unseen: who reads a line would not see what it means, and nested
    ones grow without end.

    Example: the anchor `&weight` is not read.

        weight: &weight

    How to mend: Write the values out where they are meant. A text that begins with `&` or `*` stands in quotation
    marks.
    """


class KB008(Kind, slug="yaml-tag"):
    """a YAML file uses a tag.

    Why it matters: A tag asks the reader to make something other than data, even to run code. Knowledge bases are
    data.

    Example: the tag `tag:yaml.org,2002:python/object:os.system` is not read.

        age: !!python/object:os.system 34

    How to mend: Take the tag out; put a value that is to be text in quotation marks.
    """


class KB009(Kind, slug="yaml-key"):
    """a key of a YAML file is not text.

    Why it matters: YAML takes `34:` for a number and `yes:` for an answer, so that the name is not the one that
    was typed.

    Example: the field name `34` is not a text.

        34: age

    How to mend: Put the name in quotation marks.
    """


class KB010(Kind, slug="yaml-empty-block"):
    """a block of text in a YAML file is empty.

    Why it matters: `>` and `|` begin a text on the lines below. Where none follows, a limit such as `> 5` was
    perhaps meant and would be lost.

    Example: `>` or `|` begins a text on the lines below, and there is none.

        why: >

    How to mend: Put a value that begins with `>` or `|` in quotation marks, or write the text below it, indented.
    """


class KB011(Kind, slug="number-too-large"):
    """a number has more digits than any measurement.

    Why it matters: No measurement has so many digits: a key was held down, or two values ran together.

    Example: the number `99999999999999999999999999999999999999999999999999999999999…` has too many digits or too
    large an exponent.

        age: 9999999999…

    How to mend: Write the number as it was measured; a code that only looks like a number stands in quotation
    marks.
    """


class KB012(Kind, slug="kb-vocabulary"):
    """an entry of the vocabulary, the protocol or the readings does not mean anything.

    Why it matters: What an entry does not say clearly, every record that uses it would be read by.

    Example: `words` is not known here.

        words: >-

    How to mend: Write it as the entries beside it are written; kb/README.md names the keys that each may
    have.
    """


class KB013(Kind, slug="kb-units"):
    """units.yaml declares a unit that does not convert.

    Why it matters: Limits and results are compared in one unit. A unit that does not convert can be compared with
    nothing.

    Example: unit `week`: `secnd` is no base unit; those are `litre`, `gram`, `mole`, `second`, `month_unit`,
    `count`.

        "week": {is: 7 * 86400 * secnd, …}

    How to mend: Say in `is:` what one of it is, in base units or in units that are declared above it.
    """


class KB014(Kind, slug="unclaimed-file", about_words=True):
    """a file belongs to no criterion, score or other part of the knowledge base.

    Why it matters: Its rules and numbers would belong to nothing. Most often the file or the entry `files:` was
    renamed, and the other was forgotten.

    Example: of criteria/in9_consent.lp: no criterion of protocol.yaml names this file.

    How to mend: Write the same name in both places, or take the file out.
    """
