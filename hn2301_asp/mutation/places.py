"""Where in its file stands what is altered: the line, with a caret below it.

Limits and rules know their place; of what the vocabulary says the place is looked up. Nothing is altered here.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from hn2301_asp.knowledge.vocabulary.sections import trees
from hn2301_asp.mutation.model import Mutant
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.yaml_places import YamlTree

_SCORES = "scores/"


class Places:
    """The places of what stands in the YAML files of a knowledge base."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.trees = {name: YamlTree(name, text) for name, text in texts.items() if name.endswith(".yaml")}
        parts = trees({name: text for name, text in texts.items() if name.startswith("vocabulary/")})
        self.trees = {**self.trees, **parts}
        self.scores = {
            f"{_SCORES}{_named(tree)}.yaml": name for name, tree in self.trees.items() if name.startswith(_SCORES)
        }

    def placed(self, mutant: Mutant) -> Mutant:
        """A mutant with its place, and its home where that is a file of another name."""
        place = mutant.place
        if place.line is not None or place.field is None:
            return mutant
        file = self.scores.get(place.file or "", place.file or "")
        tree = self.trees.get(file)
        found = Place(file) if tree is None else tree.nearest(*place.field.split("."))
        home = found.file or file
        return replace(mutant, place=found, home=mutant.home if mutant.home != place.file else home)


def _named(tree: YamlTree) -> str:
    """The name that a file gives itself."""
    try:
        return str(tree.data.get("name", ""))
    except InputError:
        return ""
