"""The operator's declarations: reading them, and the filing numbers in them; what they lead to is left to ``decide``."""

from __future__ import annotations

from scanner.declared.faults import DeclaredError, Fault
from scanner.declared.load import FILE, Loaded, load

__all__ = ["FILE", "DeclaredError", "Fault", "Loaded", "load"]
