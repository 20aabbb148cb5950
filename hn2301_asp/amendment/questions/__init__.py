"""What several classes of conflict ask of a version, each once."""
