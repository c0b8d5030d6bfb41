"""Values and URLs to hits: which calls run an algorithm, and who really serves it.

How the call is reached is left to ``trace``, what follows from it to ``decide``.
"""

from scanner.match.matcher import Matcher, merged
from scanner.match.urls import GENERATING

__all__ = ["GENERATING", "Matcher", "merged"]
