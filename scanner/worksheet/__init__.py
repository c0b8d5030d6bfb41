"""Makes the worksheet for the filing forms: facts with their places, everything else as an empty field with its question.

What the forms ask is data; prose, persons, purposes and conclusions are left to people.
"""

from __future__ import annotations

from scanner.worksheet.command import check, rendered

__all__ = ["check", "rendered"]
