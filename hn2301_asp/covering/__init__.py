"""How much of a protocol its scenarios show, case by case, and the scenarios that are missing."""
