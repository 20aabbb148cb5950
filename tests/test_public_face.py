"""The public names as a program sees them: types that can be asked for, and errors in the user's words."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

import pytest

import hn2301_asp as hn
from hn2301_asp.api import Protocol
from hn2301_asp.report.html import to_html

NAMES = [name for name in hn.__all__ if not name.startswith("__")]


def functions(name: str) -> Iterator[Callable[..., Any]]:
    """A public function, or the methods and properties of a public class."""
    public = getattr(hn, name)
    if not inspect.isclass(public):
        yield public
        return
    for attribute in dir(public):
        if not attribute.startswith("_") or attribute == "__init__":
            found = inspect.getattr_static(public, attribute)
            function = found.fget if isinstance(found, property) else getattr(found, "func", found)
            if inspect.isfunction(function):
                yield function


@pytest.mark.parametrize("name", NAMES)
def test_the_types_of_every_public_function_can_be_asked_for(name: str) -> None:
    public = getattr(hn, name)
    hints = [typing.get_type_hints(function) for function in functions(name)]
    if inspect.isclass(public):
        hints.append(typing.get_type_hints(public))
    assert any(hints)


def test_a_result_names_the_protocol_that_users_know() -> None:
    assert typing.get_type_hints(hn.Result)["protocol"] is hn.Protocol


@pytest.mark.parametrize("method", ["screen", "verdict", "patient"])
def test_a_call_with_wrong_arguments_names_the_protocol_that_users_know(protocol: Protocol, method: str) -> None:
    with pytest.raises(TypeError, match=rf"^Protocol\.{method}\(\) "):
        getattr(protocol, method)()
    with pytest.raises(TypeError, match=rf"^Protocol\.{method}\(\) "):
        getattr(protocol, method)({}, nonsense=1)


def test_several_results_are_one_report_in_a_notebook(protocol: Protocol) -> None:
    results = hn.Results(protocol.screen_many([{"patient_id": "A", "age": 30}, {"patient_id": "B", "age": 71}]))
    assert repr(results) == "<Results of 2 patients>"
    assert [one["verdict"] for one in results.to_dict()] == ["undetermined", "ineligible"]
    assert escape(to_html(protocol, results), quote=True) in results._repr_html_()
    assert hn.Results()._repr_html_() == "<p>no patient</p>"


def test_a_notebook_shows_the_report_in_a_frame_of_its_own(protocol: Protocol) -> None:
    result = protocol.screen({"patient_id": '<b>"A"&</b>', "age": 71})
    shown = result._repr_html_()
    inner = re.fullmatch(r'<iframe srcdoc="([^"]*)" sandbox="" style="[^"]*"></iframe>', shown)
    assert inner is not None
    assert unescape(inner[1]) == to_html(protocol, [result])
