"""What failed in 0.3.0, each case by its id, with the right answer.

Proofs (P), values (V), words (W), files and the terminal (F). `pytest tests/cases -k "[V12"` runs those of one id.
Everything is asked through what a user has, `hn2301_asp` and the command line, and nothing is imported that 0.3.0
did not have: the folder can be laid into its tree (with `tests/report/html/seen.py`) and run there, and each id
fails by what is said, but for examples `(as before)`, which show where its near side lies. The details stand with
the tests of their modules.
"""
