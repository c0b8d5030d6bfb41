"""What every expression of the project may be: one memoised evaluator for names, attributes, calls, strings and configuration.

What a path from an import root means is left to ``match``; the catalogue is not known here but for the flows of standard libraries.
"""

from scanner.evaluate.evaluator import Evaluator
from scanner.evaluate.project import Project, Texts
from scanner.evaluate.values import CallRef, Class, Const, Function, Instance, Map, Module, Path, Sequence, Text, Unknown, Value

__all__ = [
    "CallRef", "Class", "Const", "Evaluator", "Function", "Instance", "Map", "Module", "Path", "Project", "Sequence", "Text", "Texts", "Unknown", "Value",  # noqa: E501
]  # fmt: skip
