"""From each hit back to where a user, a job or a person at a shell reaches it; which obligations follow is left to ``decide``."""

from scanner.trace.tracer import Tracer

__all__ = ["Tracer"]
