"""The version of this package, for whoever stamps a result or a report with it."""

__version__ = "0.4.0.dev0"
