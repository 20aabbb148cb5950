"""Which limits, moved by how much, would admit how many more of a table's patients."""
