"""What blocks, what would help and from which day, what would decide, and what lies at a limit."""
