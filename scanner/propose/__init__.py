"""Writes a first filing.toml from a scan: what was found is filled in, what only a person knows is a question with its effects.

How the answers change the decisions is computed by ``decide``; nothing is answered here.
"""

from __future__ import annotations

from scanner.propose.answers import Answer, Asked, asked
from scanner.propose.text import written

__all__ = ["Answer", "Asked", "asked", "written"]
