"""Files of others: whatever stands in them ends in an answer or in a finding, within bounds."""
