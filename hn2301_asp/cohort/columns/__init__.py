"""The columns of a table as what they say: cells read once, rows as codes and bits."""
