"""Loads ``signatures/law/`` and says whether a condition holds; which facts hold for which product is left to ``decide``."""

from __future__ import annotations

from scanner.law.load import load
from scanner.law.values import (
    ALWAYS,
    NEVER,
    STEPS,
    Act,
    Asked,
    Condition,
    Deadline,
    Duty,
    Fact,
    Facts,
    Law,
    Rule,
    RuleExample,
    Test,
    Values,
    Words,
    holds,
    names,
    residue,
)

__all__ = [
    "ALWAYS",
    "NEVER",
    "STEPS",
    "Act",
    "Asked",
    "Condition",
    "Deadline",
    "Duty",
    "Fact",
    "Facts",
    "Law",
    "Rule",
    "RuleExample",
    "Test",
    "Values",
    "Words",
    "holds",
    "load",
    "names",
    "residue",
]
