"""Finds what queries do: statements and query builders in code, mappers, scripts, search bodies and rules, by ``signatures/queries``.

Carriers deliver texts with their place and the function around them, parsers a small summary, and one matcher says what that is.
How the function is reached is left to ``trace``.
"""

from scanner.queries.finding import Queries

__all__ = ["Queries"]
