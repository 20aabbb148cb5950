"""Which rules hold or block, down to the facts, in the protocol's own words."""
