"""The READMEs show what the program really prints, and speak of nothing that does not exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scanner.cli import main
from scanner.report import formats

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="shown paths begin at the repository")
def test_shown_outputs_are_real() -> None:
    done = subprocess.run([sys.executable, "tools/readme.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("readme", READMES)
def test_help_of_every_command_is_shown(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    commands = re.findall(r"^  ([a-z]+)  ", capsys.readouterr().out.partition("Commands:")[2], re.MULTILINE)
    text = (ROOT / readme).read_text("utf-8")
    assert [name for name in commands if f"```console\n$ suanbei {name} --help\n" not in text] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_link_leads_somewhere(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / readme).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert links


@pytest.mark.parametrize("readme", READMES)
def test_every_format_is_named(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert [name for name in formats() if f"`{name}`" not in text] == []


def test_commands_of_the_readme_are_those_of_continuous_integration() -> None:
    written = (ROOT / ".ci" / "run").read_text("utf-8")
    for readme in READMES:
        (install,) = re.findall(r"^pip install \. && (suanbei scan \S+)$", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
        assert f" . && {install}\n" in written
    assert re.search(r"^make test\b", written, re.MULTILINE)


@pytest.mark.parametrize("hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")), ids=lambda hook: str(hook["id"]))
def test_hook_runs_a_command_that_exists(hook: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = hook["entry"].split()
    assert program == "suanbei"
    assert main([*arguments, "--help"]) == 0
    assert f"Usage: suanbei {arguments[0]}" in capsys.readouterr().out


def test_action_passes_what_the_command_line_knows() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    (scan,) = [step for step in action["runs"]["steps"] if step.get("id") == "scan"]
    known = set(re.findall(r'envvar="(SUANBEI_[A-Z_]+)"', (ROOT / "scanner" / "cli.py").read_text("utf-8")))
    assert {name for name in scan["env"] if name.startswith("SUANBEI_")} <= known
