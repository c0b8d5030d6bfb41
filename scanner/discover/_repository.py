"""Decides which repository a path lies in, and asks git which of its files are tracked or new and not ignored.

Nothing of the repository is run, fetched or written; without an answer the walk reads the ignore files itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Tree: TypeAlias = dict[str, set[str]]
"""Folder relative to the repository ("" for its top) -> names of the listed files and folders in it."""

_SECONDS = 60
_OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "protocol.allow=never",
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
"""All that git gets: a person's own configuration would make two machines disagree, and GIT_* variables of a hook point at other trees."""


def is_repository(folder: str) -> bool:
    """Whether a work tree begins here; submodules and linked work trees have a file where others have a folder."""
    mark = os.path.join(folder, ".git")
    return os.path.isfile(mark) or os.path.isfile(os.path.join(mark, "HEAD"))


def repositories(folder: str) -> tuple[str, ...]:
    """The work trees that hold ``folder``, outermost first."""
    found = []
    while True:
        if is_repository(folder):
            found.append(folder)
        above = os.path.dirname(folder)
        if above == folder:
            return tuple(reversed(found))
        folder = above


def listing(top: str, below: Sequence[str]) -> Tree | None:
    """What git lists of the work tree ``top`` (only ``below``, when given); None when there is no git or it fails."""
    answer = ask(top, "ls-files", "-c", "-o", "--exclude-standard", "-z", "--", *below)
    return None if answer is None else _tree(answer.split("\0"))


def commit_date(folder: str) -> str:
    """Date of the newest commit of the repository that holds ``folder``, by its own calendar; "" where nobody can say."""
    tops = repositories(folder)
    answer = ask(tops[-1], "log", "-1", "--no-show-signature", "--format=%cs", "HEAD", "--") if tops else None
    return (answer or "").strip()


def ask(top: str, *question: str) -> str | None:
    """What git answers about the work tree ``top``; None when there is no git or it fails."""
    answer = ask_bytes(top, b"", *question)
    return None if answer is None else os.fsdecode(answer)


def ask_bytes(top: str, said: bytes, *question: str) -> bytes | None:
    """The same with ``said`` on its standard input, and the answer as it is."""
    git = shutil.which("git")
    if git is None:
        return None
    # NOTE: naming both folders makes the owner of the work tree irrelevant (containers) and overrides core.worktree of the repository.
    places = (f"--git-dir={os.path.join(top, '.git')}", f"--work-tree={top}")
    command = [git, *_OPTIONS, *places, *question]
    environment = {**_ENVIRONMENT, **{key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}}
    try:
        done = subprocess.run(
            command, cwd=top, env=environment, input=said, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _tree(paths: list[str]) -> Tree:
    tree: Tree = {"": set()}
    for path in paths:
        # A repository inside that is no submodule is listed as "folder/".
        folder, _, name = path.rstrip("/").rpartition("/")
        names = tree.get(folder)
        if names is None:
            names = _add_folder(tree, folder)
        names.add(name)
    tree[""].discard("")
    return tree


def _add_folder(tree: Tree, folder: str) -> set[str]:
    names = tree[folder] = set()
    while folder:
        folder, _, name = folder.rpartition("/")
        if folder in tree:
            tree[folder].add(name)
            break
        tree[folder] = {name}
    return names
