"""All rows of a table through the circuit at once."""
