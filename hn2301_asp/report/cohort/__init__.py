"""What is found of whole cohorts, in words, tables and pictures. It decides nothing."""
