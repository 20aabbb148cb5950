"""What stands beside certificates: what they are, what is trusted, and how they are checked."""

from __future__ import annotations

#: The page that a reader of certificates begins with.
README = """\
CERTIFICATES

Each folder holds one question that nobody answers. A sentence of the report that says "proved" is true where nobody
answers the question, or the questions (a, b), of its number. The question stands in question.txt, in words.

In a folder

  question.txt      what is claimed, and what was asked
  program.aspif     the rules of all versions, ground, in clingo's own format (aspif); with the choices, the readings
                    and the people meant; the last statement (6) assumes what is asked
  arithmetic.json   what numbers contribute: every quantity's axis with its regions and limits, the points of scores,
                    and the regions that no numbers can show together, each with its box, its formulas and the bounds
                    of their results on the box, as fractions
  map.json          what each variable says; those not named stand for bodies of rules and for counters of points
  question.cnf      the question as clauses (DIMACS)
  proof.drat        a proof that the clauses cannot hold together (DRAT, as text)

To check one, without the software that wrote it

  python rebuild.py FOLDER …  makes the clauses again of program.aspif and arithmetic.json, and compares every byte
  python recheck.py FOLDER …  proves every entry of arithmetic.json again, by fractions; names those that it cannot
  drat-trim FOLDER/question.cnf FOLDER/proof.drat, or any other checker of DRAT proofs, as in Python:
      from dratify import check_proof, parse_dimacs
      check_proof(parse_dimacs(open("question.cnf").read()), open("proof.drat").read()).ok

rebuild.py and recheck.py ask for Python 3.11 and nothing else, and are short enough to be read.

What is trusted

  - That program.aspif is what the rule files say: clingo grounded it, after both versions were put side by side (what
    means the same is one atom, and what differs has one for each). The same holds of the regions of an axis: they are
    cut at the limits of the threshold files, in the canonical unit.
  - That rebuild.py translates it: an atom holds where one of its rules' bodies does (completion: no atom depends on
    itself, or the program is refused), points are counted item by item, a quantity lies in one region of its axis and
    that decides every limit on it, of a choice and of a reading one value holds.
  - That recheck.py reckons with ranges. Entries that it names as not proved there (formulas with roots or logarithms,
    or more halving than it does) are trusted; results.json counts them as arithmetic_trusted.
  - That question.txt says in words what the last statement of program.aspif assumes: map.json names its variables.

Not trusted, for it is checked: the search that found the answer, the prover that wrote the proof, and what this
software says of either. If a prover ever answers that the clauses of a question can hold together, no pack is written,
and the software says that it is at fault.
"""
