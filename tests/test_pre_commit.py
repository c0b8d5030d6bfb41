"""The hooks for pre-commit: which files they are for, and that real commits are stopped by what they bring and by nothing else.

What pre-commit does is done here without it and without a network: staged files that fit ``files``, in one call.
``make hook`` runs the real one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from projects import ROOT
from test_drift import ONE, WENDA, chat, filing, project

from scanner.discover import _paths

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
HOOK = """#!{python}
import re, subprocess, sys
command = ["git", "diff", "--cached", "--name-only", "-z", "--diff-filter=ACMRTUXB"]
staged = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
names = [name for name in staged.decode().split("\\0") if re.search(r'''{files}''', name)]
sys.exit(subprocess.run([sys.executable, "-m", "scanner", *{entry!r}.split()[1:], *names]).returncode if names else 0)
"""
MANY = 40


@pytest.mark.parametrize("hook", HOOKS)
def test_hooks_look_at_every_format_that_is_read(hook: str) -> None:
    names = [f"src/a{suffix}" for _, suffixes, _ in _paths._LANGUAGES for suffix in suffixes] + list(_paths._NAMES)
    wanted = re.compile(HOOKS[hook]["files"])
    assert [name for name in (*names, ".env", ".env.production", "filing.toml") if not wanted.search(name)] == []
    assert [name for name in ("README.md", "a.png", "src/a.pyc", "LICENSE", "env") if wanted.search(name)] == []


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A filed application whose commits pass the hook, with many files that say nothing."""
    more = {f"m{number}": f"N = {number}\n" for number in range(MANY)}
    declared = WENDA + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"], models = ["deepseek"]')
    project(tmp_path, declared, a=chat("deepseek", "deepseek-chat"), b="x = 1\n", **more)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    said = HOOKS["suanbei-check"]
    hook.write_text(HOOK.format(python=sys.executable, files=said["files"], entry=said["entry"]), "utf-8")
    hook.chmod(0o755)
    return tmp_path


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull, "SUANBEI_LANG": "en"}
    return subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, env=environment, check=False)


def commit(folder: Path, *names: str) -> tuple[int, str]:
    git(folder, "add", *names)
    done = git(folder, "commit", "-m", "Change")
    return done.returncode, (done.stdout + done.stderr).decode()


def touch(folder: Path, count: int) -> list[str]:
    names = [f"m{number}.py" for number in range(count)]
    for name in names:
        (folder / name).write_text("N = 0  # again\n", "utf-8")
    return names


@pytest.mark.parametrize("others", [0, 1, MANY], ids=["one file", "two files", "many files"])
def test_a_commit_that_leaves_what_is_filed_is_stopped(repository: Path, others: int) -> None:
    names = touch(repository, others)
    (repository / "c.py").write_text(chat("minimax", "abab6.5-chat", "/c"), "utf-8")
    code, told = commit(repository, "c.py", *names)
    assert (code, "Added vendor MiniMax" in told, "c.py:8" in told) == (1, True, True)
    git(repository, "reset", "-q")
    assert commit(repository, *touch(repository, 2))[0] == 0


@pytest.mark.parametrize("others", [1, 2, MANY], ids=["one file", "two files", "many files"])
def test_a_commit_that_brings_nothing_passes(repository: Path, others: int) -> None:
    (repository / "c.py").write_text(chat("minimax", "abab6.5-chat", "/c"), "utf-8")
    code, told = commit(repository, *touch(repository, others))
    assert (code, "The named files bring no difference" in told) == (0, True)


def test_a_commit_of_the_declarations_is_held_against_everything(repository: Path) -> None:
    file = repository / "filing.toml"
    file.write_text(file.read_text("utf-8").replace('vendors = ["deepseek"]', 'vendors = ["moonshot"]'), "utf-8")
    code, told = commit(repository, "filing.toml")
    assert (code, "Added vendor DeepSeek" in told) == (1, True)
    file.write_text(file.read_text("utf-8").replace("moonshot", "mooonshot"), "utf-8")
    code, told = commit(repository, "filing.toml")
    assert (code, "did you mean moonshot" in told) == (1, True)


def test_settings_of_other_tools_bring_nothing(repository: Path) -> None:
    """Settings that the scan read bring what hangs on them, see ``test_drift``."""
    (repository / "c.py").write_text(chat("minimax", "abab6.5-chat", "/c"), "utf-8")
    (repository / ".pre-commit-config.yaml").write_text("repos: []\n", "utf-8")
    code, told = commit(repository, ".pre-commit-config.yaml")
    assert (code, "The named files bring no difference" in told) == (0, True)


def test_a_commit_of_other_files_is_not_looked_at(repository: Path) -> None:
    (repository / "c.py").write_text(chat("minimax", "abab6.5-chat", "/c"), "utf-8")
    (repository / "README.md").write_text("words", "utf-8")
    code, told = commit(repository, "README.md")
    assert (code, "Code against filings" in told) == (0, False)
