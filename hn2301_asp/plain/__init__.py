"""Text into plain data, safely: limits, exact numbers, YAML. Knows no field of any record."""
