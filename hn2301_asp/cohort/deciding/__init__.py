"""Which missing facts could decide of each row."""
