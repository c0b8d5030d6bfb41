"""Errors that end a run; what is wrong with a scanned file is a ``Problem``, not an error."""


class ScannerError(Exception):
    """Base of every error that ``suanbei`` raises on purpose; the command line prints it and exits with 2."""

    def told(self, lang: str) -> str:
        """The message in ``zh`` or ``en``, where it is about something that the user wrote in a form of ours."""
        return str(self)


class OptionsError(ScannerError):
    """The user asked for something that cannot be done."""


class CatalogError(ScannerError):
    """Our data, or the user's own signatures, are wrong; ``faults`` lists every fault with its file and table."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
