"""How much one data file may hold, and why: every bound that the readers keep.

A file that exceeds a bound is refused with a message before it can exhaust memory or time.
This module must not know any format, vocabulary, unit or field name.
"""

from __future__ import annotations

from typing import Final

MAX_DOCUMENT_BYTES: Final = 100_000_000
"""JSON, YAML and XLSX files. They are held in memory whole, at some ten times their size; a
thousand patients with every field given are about 10 MB."""

MAX_CSV_BYTES: Final = 2_000_000_000
"""CSV and TSV files. They are read line by line, so only the records take memory."""

MAX_TYPED_BYTES: Final = 100_000_000_000
"""Parquet, Arrow and DuckDB files. They are read in batches, so only the time that they take is bounded by it."""

MAX_BATCH_CELLS: Final = 24_000_000
"""Cells of a batch of a typed table: 8 bytes each and twice that while they are looked at, and texts beside."""

MAX_RECORDS: Final = 2_000_000
"""Records of one file, rejected ones included. A few bytes of text make a record of some 500 bytes
in memory; without a bound, 100 MB of `{},{},` would need 15 GB."""

MAX_FIELD_CHARACTERS: Final = 10_000
"""One value. Longer texts are not data of a patient but a quotation mark that was never closed,
or a document pasted into a cell."""

MAX_ROW_CHARACTERS: Final = 4_000_000
"""One row of a CSV file as text, so that a file without line ends takes bounded memory.
2,000 columns of 2,000 characters each."""

MAX_COLUMNS: Final = 2_000
"""Columns of a table. The whole data dictionary has a few hundred fields."""

MAX_DEPTH: Final = 20
"""Lists and objects within one another in JSON and YAML, the outermost included. Records need
four; what is deeper is an export of something else, or an attack on the parser's stack."""

MAX_NUMBER_CHARACTERS: Final = 100
"""Digits of one number, sign and point included. A double printed exactly needs 17."""

MAX_DIGITS: Final = 400
"""Digits of one number in a knowledge base, or in a record that a program gives. Every double lies within it."""

MAX_BRACKETS: Final = 200
"""Brackets within one another in rules and formulas, lists and mappings in a record that a program gives."""

MAX_OPERATIONS: Final = 300
"""Signs of arithmetic in one rule, and operations within one another in one formula. Whoever reads them may call
itself for each, so that without a bound a process could end with no message."""

MAX_STATEMENT_CHARACTERS: Final = 20_000
"""One rule or one threshold, without comments. Nobody reads longer ones."""

MAX_ERRORS_SHOWN: Final = 200
"""Errors of one file that are shown; the rest are counted. Whoever mends so many mends their cause."""

MAX_SUGGESTIONS: Final = 20
"""Unknown fields of one record for which a name is suggested: a table with more is another table."""

MAX_EXPONENT: Final = 400
"""Power of ten of one number, either sign. `1e999999999` is eleven characters long, but exact
arithmetic with it would need gigabytes. Every double lies within it."""

MAX_XLSX_UNPACKED_BYTES: Final = 500_000_000
"""An XLSX file is an archive: its parts together, unpacked."""

MAX_XLSX_RATIO: Final = 200
"""Unpacked size over packed size, for archives that unpack to more than 10 MB. Real worksheets
reach about 20; an archive made to harm reaches 1,000."""

MAX_XLSX_ROWS: Final = 1_048_576
"""The last row that a worksheet can have. A row said to stand further down is not believed:
the rows before it would have to be counted out."""

MAX_SYNTAX_FINDINGS: Final = 50
"""Faults of one JSON or YAML file that are listed before reading stops: enough to see the
pattern, where a hostile file could hold millions. Rows of a table are always all listed."""

MAX_QUOTED_CHARACTERS: Final = 60
"""Characters of a value that a message shows: enough to find it, little enough to read past."""

MAX_SHOWN_LINE: Final = 160
"""Characters of a source line that is shown with a caret. Of longer lines (JSON without line
breaks) an excerpt is quoted in the message instead."""
