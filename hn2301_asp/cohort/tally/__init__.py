"""What is counted of a screened table, as ranges, and what of it stays hidden."""
