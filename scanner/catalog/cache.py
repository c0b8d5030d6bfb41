"""Keeps compiled catalogues: one inside an installation, others in the user's cache folder, and knows whether they are still true.

The TOML files are the truth: whatever is wrong with a compiled form, it is left aside without a word and made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.catalog.compile import dump, layout, restore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.catalog.values import Catalog

COMPILED = "compiled.bin"
_MAGIC = b"suanbei catalogue\n"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def installed(root: Path) -> Catalog | None:
    """The compiled form that was put beside the TOML files when the package was built; trusted as it is."""
    try:
        return _unpack((root / COMPILED).read_bytes(), b"")
    except (OSError, ValueError):
        return None


def pack(catalog: Catalog, state: bytes = b"") -> bytes:
    """A compiled catalogue that is true while ``state`` is."""
    return _MAGIC + layout() + hashlib.sha256(state).digest() + dump(catalog)


def state_of(roots: Sequence[Path], files: Sequence[Path]) -> bytes:
    """Names, sizes and times of the files, and of the modules that read them: changes whenever one of them does, and costs no reading."""
    lines = [os.fspath(root.absolute()) for root in roots]
    for path in (*files, *sorted(Path(__file__).parent.glob("*.py"))):
        found = path.stat()
        lines.append(f"{path}|{found.st_size}|{found.st_mtime_ns}|{found.st_ctime_ns}")
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def cached(roots: Sequence[Path], state: bytes) -> Catalog | None:
    """What ``keep`` kept for these roots in this state."""
    folder = _folder(create=False)
    if folder is None:
        return None
    try:
        with open(folder / _name(roots), "rb", opener=_open_own) as file:
            return _unpack(file.read(), state)
    except (OSError, ValueError):
        return None


def keep(roots: Sequence[Path], state: bytes, catalog: Catalog) -> None:
    """Write for the next run; a folder that cannot be written to means no cache."""
    folder = _folder(create=True)
    if folder is None:
        return
    import tempfile  # half of what this module would cost to import, and rarely needed

    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".catalog-")
        with os.fdopen(handle, "wb") as file:
            file.write(pack(catalog, state))
        os.replace(temporary, folder / _name(roots))
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _unpack(data: bytes, state: bytes) -> Catalog:
    head = _MAGIC + layout() + hashlib.sha256(state).digest()
    if not data.startswith(head):
        raise ValueError("of another version or state")
    return restore(data[len(head) :])


def _name(roots: Sequence[Path]) -> str:
    key = "\n".join(os.fspath(root.absolute()) for root in roots)
    return f"catalog-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.bin"


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
