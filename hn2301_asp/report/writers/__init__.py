"""Blocks of text for a terminal, Markdown, a spreadsheet's cells and Word. They know no patient and no amendment."""
