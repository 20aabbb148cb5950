"""What is found of amendments, from one result: `formats` for people, `data` and `sarif` for programs."""
