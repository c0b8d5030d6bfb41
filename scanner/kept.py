"""Keeps what was read from TOML in a form that is read faster: inside an installation, or in the user's cache folder.

The TOML files are the truth: whatever is wrong with a compiled form, it is left aside without a word and made again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Kept = TypeVar("Kept")
_MAGIC = b"suanbei compiled\n"
_CHECK = 4
"""Bytes of the checksum."""
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[Kept]):
    """How one sort of value becomes bytes. ``restore`` raises ``ValueError`` for bytes that ``dump`` did not make."""

    name: str
    layout: bytes
    """Changes whenever the bytes change their meaning."""
    dump: Callable[[Kept], bytes]
    restore: Callable[[bytes], Kept]

    @property
    def file(self) -> str:
        """Name of the compiled file of an installation."""
        return f"{self.name}.bin"


def pack(form: Form[Kept], value: Kept, state: bytes = b"") -> bytes:
    """A compiled value that is true while ``state`` is."""
    body = form.dump(value)
    return _head(form, state) + _check(body) + body


def installed(form: Form[Kept], root: Path, state: bytes = b"") -> Kept | None:
    """The compiled form that was put beside the TOML files when the package was built; trusted as it is."""
    try:
        return _unpack(form, (root / form.file).read_bytes(), state)
    except (OSError, ValueError):
        return None


def state_of(roots: Iterable[Path], files: Iterable[str], package: str) -> bytes:
    """Names, sizes and times of the files, and of the modules that read them: changes whenever one of them does, and costs no reading."""
    lines = [os.fspath(root.absolute()) for root in roots]
    for path in (*files, *files_in(os.path.dirname(package), ".py")):
        found = os.stat(path)
        lines.append(f"{path}|{found.st_size}|{found.st_mtime_ns}|{found.st_ctime_ns}")
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def files_in(folder: str, suffix: str) -> list[str]:
    """Paths of the files of a folder whose names end so, sorted."""
    return [f"{folder}{os.sep}{name}" for name in sorted(os.listdir(folder)) if name.endswith(suffix)]


def cached(form: Form[Kept], roots: Sequence[Path], state: bytes) -> Kept | None:
    """What ``keep`` kept for these roots in this state."""
    folder = _folder(create=False)
    if folder is None:
        return None
    try:
        with open(folder / _name(form, roots), "rb", opener=_open_own) as file:
            return _unpack(form, file.read(), state)
    except (OSError, ValueError):
        return None


def keep(form: Form[Kept], roots: Sequence[Path], state: bytes, value: Kept) -> None:
    """Write for the next run; a folder that cannot be written to means no cache."""
    folder = _folder(create=True)
    if folder is None:
        return
    import tempfile  # half of what this module would cost to import, and rarely needed

    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{form.name}-")
        with os.fdopen(handle, "wb") as file:
            file.write(pack(form, value, state))
        os.replace(temporary, folder / _name(form, roots))
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _head(form: Form[Kept], state: bytes) -> bytes:
    return _MAGIC + form.layout + hashlib.sha256(state).digest()


def _unpack(form: Form[Kept], data: bytes, state: bytes) -> Kept:
    head = _head(form, state)
    if not data.startswith(head):
        raise ValueError("of another version or state")
    begin = len(head) + _CHECK
    body = data[begin:]
    # NOTE: parts of a value may be restored long after the file was read; damage must be seen here.
    if data[len(head) : begin] != _check(body):
        raise ValueError("damaged")
    return form.restore(body)


def _check(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_CHECK, "big")


def _name(form: Form[Kept], roots: Sequence[Path]) -> str:
    key = "\n".join(os.fspath(root.absolute()) for root in roots)
    return f"{form.name}-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.bin"


def _folder(*, create: bool) -> Path | None:
    """The cache folder; None unless it is the user's own and closed to the writing of others."""
    named = os.environ.get("SUANBEI_CACHE_DIR")
    folder = Path(named) if named else _user_cache() / "suanbei"
    try:
        if create:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if folder.is_dir() and _is_own(folder.stat()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _user_cache() -> Path:
    named = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else "")
    return Path(named) if named and Path(named).is_absolute() else Path("~/.cache").expanduser()


def _open_own(path: str, flags: int) -> int:
    """Opens no link, and no file that somebody else could have written."""
    handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
    if not _is_own(os.fstat(handle)):
        os.close(handle)
        raise PermissionError(path)
    return handle


def _is_own(found: os.stat_result) -> bool:
    # NOTE: Windows has neither owners nor these bits; its cache folder is the user's own by its place.
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & _OTHERS_WRITE)
