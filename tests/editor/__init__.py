"""The editor's storey: pure functions on knowledge bases, and the server driven over its streams."""
