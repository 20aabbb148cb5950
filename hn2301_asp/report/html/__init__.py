"""Reports as one HTML file each: read offline, printed on one page a patient, nothing loaded."""

from hn2301_asp.report.html.render import to_html

__all__ = ["to_html"]
