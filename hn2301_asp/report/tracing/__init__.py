"""The traceability matrix in words: lines, Markdown, JSON and a page. It decides nothing."""
