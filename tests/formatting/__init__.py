"""Tests of the layout of threshold and rule files."""
