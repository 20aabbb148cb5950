"""Renderings of results: they decide nothing."""
