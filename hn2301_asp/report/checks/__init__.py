"""What is found of a knowledge base itself, for programs: JSON, SARIF, and the commands of a code host's log."""
