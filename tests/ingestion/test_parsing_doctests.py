"""The examples in the docstrings of ingestion are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import ingestion

MODULES = sorted(module.name for module in pkgutil.walk_packages(ingestion.__path__, "ingestion."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert not failed


def test_parsing_explains_itself_by_examples() -> None:
    parsing = [importlib.import_module(name) for name in MODULES if name.startswith("ingestion.parsing.")]
    finder = doctest.DocTestFinder()
    with_examples = {
        module.__name__.rpartition(".")[2] for module in parsing if any(test.examples for test in finder.find(module))
    }
    assert with_examples >= {"dates", "layout", "masthead", "numbers", "people", "sections", "titles", "units"}
