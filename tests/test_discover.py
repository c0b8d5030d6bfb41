from __future__ import annotations

import os
import pathlib
import subprocess
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.discover import DiscoverOptions, discover
from scanner.errors import OptionsError
from scanner.model import Discovery

WITHOUT_GIT = DiscoverOptions(git=False)


def write(root: pathlib.Path, *paths: str, **texts: str) -> None:
    """Empty files at ``paths``; a path with ``=`` has content behind it."""
    for path in paths:
        name, _, text = path.partition("=")
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text or "x", encoding="utf-8")


def git(folder: pathlib.Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def paths(found: Discovery) -> list[str]:
    return [file.path for file in found.files]


def skipped(found: Discovery) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {one.reason: (one.count, one.named) for one in found.skipped}


def problems(found: Discovery) -> list[tuple[str, str]]:
    return [(problem.path, problem.reason) for problem in found.problems]


# ------------------------------------------------------------------------------------------------ root and arguments


def test_an_empty_folder_is_fine(tmp_path: pathlib.Path) -> None:
    assert discover([tmp_path]) == Discovery(root=str(tmp_path), files=(), skipped=(), problems=())


@pytest.mark.parametrize("path", ["gone", "a.py/", "a.py/b", "", "nul\x00"])
def test_a_path_that_does_not_exist(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    write(tmp_path, "a.py")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OptionsError, match=r"^.*: (no such file or folder|cannot be read \(.*\))$"):
        discover(["a.py", path])


def test_no_path_at_all() -> None:
    with pytest.raises(OptionsError):
        discover([])


@pytest.mark.parametrize(
    ("named", "root", "found"),
    [
        (["p/a"], "p/a", ["x.py"]),
        (["p/a/x.py"], "p/a", ["x.py"]),
        (["p/a", "p/b/y.ts"], "p", ["a/x.py", "b/y.ts"]),
        (["p/a/x.py", "p/a", "p/a/x.py"], "p/a", ["x.py"]),
        (["q/one/src"], "q/one", ["src/z.py"]),
        (["q/one/src/z.py", "q/one/top.py"], "q/one", ["src/z.py", "top.py"]),
        (["q/one/src", "p/b"], "", ["p/b/y.ts", "q/one/src/z.py"]),
        (["q/one/src", "q/two"], "q", ["one/src/z.py", "two/w.py"]),
        (["q/one/inner/i.py"], "q/one/inner", ["i.py"]),
        (["q/one/inner", "q/one/src"], "q/one", ["inner/i.py", "src/z.py"]),
    ],
)
def test_root_is_the_common_repository_or_folder(tmp_path: pathlib.Path, named: list[str], root: str, found: list[str]) -> None:
    write(tmp_path, "p/a/x.py", "p/b/y.ts", "q/one/src/z.py", "q/one/top.py", "q/one/inner/i.py", "q/two/w.py")
    for repository in ("q/one", "q/one/inner", "q/two"):
        git(tmp_path / repository, "init")
    result = discover([tmp_path / name for name in named])
    assert result.root == str(tmp_path / root).rstrip("/")
    assert paths(result) == found


def test_a_link_to_a_folder_can_be_named(tmp_path: pathlib.Path) -> None:
    write(tmp_path, "real/a.py")
    (tmp_path / "link").symlink_to("real")
    assert paths(discover([tmp_path / "link"])) == ["a.py"]
    assert discover([tmp_path / "link" / "a.py"]).root == str(tmp_path / "real")


# ------------------------------------------------------------------------------------------------ ignores


@pytest.mark.parametrize("options", [DiscoverOptions(), WITHOUT_GIT], ids=["git", "walk"])
def test_ones_own_signatures_are_no_part_of_the_program(tmp_path: pathlib.Path, options: DiscoverOptions) -> None:
    git(tmp_path, "init")
    write(tmp_path, "a.py", ".suanbei/signatures/vendors/acme.toml", "deep/.suanbei/filing.schema.json")
    assert paths(discover([tmp_path], options)) == ["a.py"]


@pytest.mark.parametrize("options", [DiscoverOptions(), WITHOUT_GIT], ids=["git", "walk"])
def test_ignored_files_are_left_out_and_named(tmp_path: pathlib.Path, options: DiscoverOptions) -> None:
    git(tmp_path, "init")
    write(tmp_path, ".gitignore=*.log\nbuild/\n/local.py\n", "web/.gitignore=*.gen.ts\n!keep.gen.ts\n", ".git/info/exclude=mine.py\n")
    write(
        tmp_path,
        "a.py",
        "local.py",
        "web/local.py",
        "web/a.gen.ts",
        "web/keep.gen.ts",
        "web/x.log",
        "build/b.py",
        "app/build/c.py",
        "app/d.py",
        "mine.py",
    )
    (tmp_path / "empty").mkdir()
    result = discover([tmp_path], options)
    assert paths(result) == ["a.py", "app/d.py", "web/keep.gen.ts", "web/local.py"]
    assert skipped(result)["ignored"] == (5, ("build/", "local.py", "mine.py", "app/build/", "web/a.gen.ts"))


def test_ignore_files_work_without_a_repository(tmp_path: pathlib.Path) -> None:
    write(tmp_path, ".gitignore=*.py\n!/keep.py\n", "a.py", "keep.py", "b/keep.py", "b/.gitignore=!keep.py\n")
    assert paths(discover([tmp_path])) == ["b/keep.py", "keep.py"]


def test_tracked_files_count_even_when_ignored(tmp_path: pathlib.Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, "dist/a.js", "dist/b.js", "gone.py")
    git(tmp_path, "add", "dist/a.js", "gone.py")
    (tmp_path / "gone.py").unlink()
    write(tmp_path, ".gitignore=dist\n")
    assert paths(discover([tmp_path])) == ["dist/a.js"]


@pytest.mark.parametrize("repository", [True, False])
def test_our_own_ignore_file_holds_for_everything(tmp_path: pathlib.Path, repository: bool) -> None:
    if repository:
        git(tmp_path, "init")
    write(
        tmp_path, ".suanbeiignore=legacy/\n*.gen.py\n", "a.py", "b.gen.py", "legacy/c.py", "sub/.suanbeiignore=d.py\n", "sub/d.py", "d.py"
    )
    if repository:
        git(tmp_path, "add", ".")
    assert paths(discover([tmp_path])) == ["a.py", "d.py"]
    named = discover([tmp_path / name for name in ("a.py", "b.gen.py", "legacy", "sub/d.py")], WITHOUT_GIT)
    assert paths(named) == ["a.py"]
    assert skipped(named) == {"ignored": (3, ("b.gen.py", "legacy/", "sub/d.py"))}


@pytest.mark.parametrize("options", [DiscoverOptions(), WITHOUT_GIT], ids=["git", "walk"])
def test_named_files_obey_and_named_folders_are_meant(tmp_path: pathlib.Path, options: DiscoverOptions) -> None:
    git(tmp_path, "init")
    write(
        tmp_path,
        ".gitignore=out/\n",
        "out/a.py",
        "out/deep/b.py",
        "out/deep/.gitignore=c.py\n",
        "out/deep/c.py",
        "node_modules/m/i.js",
        "d.py",
    )
    result = discover([tmp_path / name for name in ("out/a.py", "node_modules/m/i.js", "d.py")], options)
    assert paths(result) == ["d.py"]
    assert skipped(result) == {"environment": (1, ("node_modules/",)), "ignored": (1, ("out/",))}
    assert paths(discover([tmp_path / "out" / "deep"], options)) == ["out/deep/b.py"]
    assert paths(discover([tmp_path / "node_modules" / "m"], options)) == ["node_modules/m/i.js"]


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ((), (), ["a.py", "src/b.py", "src/c.ts", "src/gen/d.py"]),
        ((), ("gen/", "*.ts"), ["a.py", "src/b.py"]),
        ((), ("/a.py",), ["src/b.py", "src/c.ts", "src/gen/d.py"]),
        (("src/**/*.py",), (), ["src/b.py", "src/gen/d.py"]),
        (("src/",), ("src/gen",), ["src/b.py", "src/c.ts"]),
        (("*.ts", "a.*"), (), ["a.py", "src/c.ts"]),
        ((), ("*.py", "!b.py"), ["src/b.py", "src/c.ts"]),
    ],
)
def test_include_and_exclude(tmp_path: pathlib.Path, include: tuple[str, ...], exclude: tuple[str, ...], found: list[str]) -> None:
    write(tmp_path, "a.py", "src/b.py", "src/c.ts", "src/gen/d.py")
    options = DiscoverOptions(include=include, exclude=exclude)
    assert paths(discover([tmp_path], options)) == found
    every = [tmp_path / name for name in ("a.py", "src/b.py", "src/c.ts", "src/gen/d.py")]
    assert paths(discover(every, options)) == found


# Not in here: a slash inside of brackets, which git reads as one more character of the class.
PATTERN_PARTS = st.sampled_from(
    ["a", "b", "*", "**", "?", "[ab]", "[!a]", "[[:alpha:]]", "[a-b]x", "\\a", "a*", "*b", "a?b", "ab", "*.py", "a**b"]
)
PATTERNS = st.builds(
    lambda parts, start, end, negated: ("!" if negated else "") + start + "/".join(parts) + end,
    st.lists(PATTERN_PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
    st.sampled_from(["", "", "/", " ", "\r"]),
    st.booleans(),
) | st.sampled_from(["[", "[a", "!", "\\", "", " ", "/", "#a", "\\#a", "\\!a", "a\\ ", "!*/", "***", "[]a]", "[^a]", "[b-a]", "**/", "/**"])


@settings(deadline=None, max_examples=60)
@given(st.lists(PATTERNS, min_size=1, max_size=5), st.lists(PATTERNS, max_size=2))
def test_ignore_lines_mean_what_git_says(lines: list[str], inner: list[str]) -> None:
    tree = [f"{folder}{name}.py" for folder in ("", "a/", "b/", "a/b/", "a/a/", "ab/ab/a/") for name in ("a", "b", "ab", "bx")]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        git(root, "init")
        write(root, *tree)
        (root / ".gitignore").write_text("\n".join(lines), newline="")
        (root / "a" / ".gitignore").write_text("\n".join(inner), newline="")
        assert paths(discover([root], WITHOUT_GIT)) == paths(discover([root]))


@pytest.mark.parametrize(
    "line", ["*a" * 60, "**/a/" * 60 + "b", "[" * 500, "\\", "!", "a" * 5000, "[z-a]", "*" * 3000 + "b", "/", "//", "(?P<x>"]
)
def test_hostile_ignore_lines_are_harmless(tmp_path: pathlib.Path, line: str) -> None:
    write(tmp_path, f".gitignore={line}\n", "a" * 200 + ".py", "a/" * 60 + "c.py")
    assert len(paths(discover([tmp_path]))) == 2


# ------------------------------------------------------------------------------------------------ repositories


def test_submodules_worktrees_and_inner_repositories(tmp_path: pathlib.Path) -> None:
    for name in ("outer", "library"):
        write(tmp_path, f"{name}/a.py", f"{name}/.gitignore=no.py\n", f"{name}/no.py")
        git(tmp_path / name, "init")
        git(tmp_path / name, "add", ".")
        git(tmp_path / name, "commit", "-m", "x")
    outer = tmp_path / "outer"
    git(outer, "submodule", "add", "../library", "sub")
    git(outer, "commit", "-m", "y")
    write(outer, "inner/b.py", "inner/no.py", "sub/no.py", "sub/new.py")
    git(outer / "inner", "init")
    assert paths(discover([outer])) == ["a.py", "inner/b.py", "inner/no.py", "sub/a.py", "sub/new.py"]
    assert paths(discover([outer / "sub", outer / "a.py"])) == ["a.py", "sub/a.py", "sub/new.py"]
    assert paths(discover([outer / "sub" / "new.py", outer / "inner"])) == ["inner/b.py", "inner/no.py", "sub/new.py"]
    git(outer, "worktree", "add", "../linked")
    assert paths(discover([tmp_path / "linked"])) == ["a.py"]
    (outer / "sub" / ".git").unlink()
    assert paths(discover([outer])) == ["a.py", "inner/b.py", "inner/no.py", "sub/a.py", "sub/new.py"]


def test_a_folder_of_repositories(tmp_path: pathlib.Path) -> None:
    for name in ("one", "two"):
        write(tmp_path, f"{name}/a.py", f"{name}/b.py", f"{name}/.gitignore=b.py\n")
        git(tmp_path / name, "init")
    assert paths(discover([tmp_path])) == ["one/a.py", "two/a.py"]


def test_a_repository_cannot_make_git_run_or_look_elsewhere(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository, trap = tmp_path / "repository", tmp_path / "trap"
    write(tmp_path, "repository/a.py", "other/b.py", 'trap=#!/bin/sh\ntouch "$0.sprung"\n')
    trap.chmod(0o755)
    git(repository, "init")
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.hooksPath"):
        git(repository, "config", key, str(trap))
    git(repository, "config", "core.worktree", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    assert paths(discover([repository])) == ["a.py"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "repository", "trap"]


def test_without_git_the_ignore_files_are_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init")
    write(tmp_path, ".gitignore=b.py\n", "a.py", "b.py")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert paths(discover([tmp_path])) == ["a.py"]


def test_a_broken_repository_is_walked(tmp_path: pathlib.Path) -> None:
    write(tmp_path, "a.py", ".git/HEAD=nonsense", "b/.git=gitdir: /nowhere", "b/c.py")
    assert paths(discover([tmp_path])) == ["a.py", "b/c.py"]


def test_many_named_files(tmp_path: pathlib.Path) -> None:
    git(tmp_path, "init")
    names = [f"f{number:03}.py" for number in range(200)]
    write(tmp_path, *names, "other.py")
    assert paths(discover([tmp_path / name for name in names])) == names


# ------------------------------------------------------------------------------------------------ hostile trees


def test_links(tmp_path: pathlib.Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, "root/a.py", "root/src/b.py", "root/plain", "root/.git/config", "secret.py", "away/c.py")
    for name, target in {
        "again.py": "a.py",
        "named.py": "plain",
        "twice.py": "plain",
        "out.py": "../secret.py",
        "out.txt": "../secret.py",
        "away": "../away",
        "loop": ".",
        "src/up": "..",
        "self.py": "self.py",
        "gone.py": "nowhere.py",
        "gone.txt": "nowhere.txt",
        "hidden.ini": ".git/config",
        "node_modules": "../away",
    }.items():
        (root / name).symlink_to(target)
    result = discover([root])
    assert paths(result) == ["a.py", "named.py", "src/b.py"]
    assert problems(result) == [("away", "outside-root"), ("gone.py", "unreadable"), ("out.py", "outside-root"), ("self.py", "unreadable")]
    assert skipped(result)["ignored"] == (3, ("again.py", "hidden.ini", "twice.py"))


def test_links_in_a_repository(tmp_path: pathlib.Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, "a.py", ".gitignore=*.local.py\n", "b.local.py")
    (tmp_path / "b.py").symlink_to("b.local.py")
    (tmp_path / "c.local.py").symlink_to("a.py")
    assert [(file.path, file.size) for file in discover([tmp_path]).files] == [("a.py", 1), ("b.py", 1)]
    assert paths(discover([tmp_path / "b.py"])) == ["b.py"]


def test_special_files_are_never_opened(tmp_path: pathlib.Path) -> None:
    write(tmp_path, "a.py")
    for name in ("pipe.py", "pipe.txt", ".gitignore", ".suanbeiignore", ".gitattributes"):
        os.mkfifo(tmp_path / name)
    result = discover([tmp_path])
    assert (paths(result), problems(result)) == (["a.py"], [("pipe.py", "unreadable")])


def test_big_files(tmp_path: pathlib.Path) -> None:
    write(tmp_path, "a.py", "b.bin")
    for name in ("a.py", "b.bin"):
        os.truncate(tmp_path / name, 200_000_000)
    write(tmp_path, "small.py=12345")
    assert problems(discover([tmp_path])) == [("a.py", "too-large")]
    assert paths(discover([tmp_path], DiscoverOptions(max_bytes=5))) == ["small.py"]
    assert paths(discover([tmp_path], DiscoverOptions(max_bytes=4))) == []


def test_a_folder_without_permission() -> None:
    with tempfile.TemporaryDirectory() as folder:  # Not tmp_path: nobody else may enter that.
        root = pathlib.Path(folder).resolve()
        root.chmod(0o755)
        write(root, "a.py", "closed/b.py")
        (root / "closed").chmod(0)
        rank = os.geteuid()
        if rank == 0:
            os.seteuid(65534)
        try:
            result = discover([root])
        finally:
            os.seteuid(rank)
            (root / "closed").chmod(0o755)
    assert (paths(result), problems(result)) == (["a.py"], [("closed/", "unreadable")])


@pytest.mark.parametrize("repository", [True, False])
def test_names_that_are_no_text(tmp_path: pathlib.Path, repository: bool) -> None:
    if repository:
        git(tmp_path, "init")
    name = os.fsdecode(b"\xff\xfe")
    write(tmp_path, f"{name}/a.py", "新闻/推荐.py", "line\nfeed.py", "\x1b[31m.py")
    (tmp_path / name / (name + ".py")).symlink_to("/etc/passwd")
    result = discover([tmp_path])
    assert paths(result) == sorted(["\x1b[31m.py", "line\nfeed.py", "新闻/推荐.py", f"{name}/a.py"])
    assert problems(result) == [("\\xff\\xfe/\\xff\\xfe.py", "outside-root")]


def test_deep_folders(tmp_path: pathlib.Path) -> None:
    write(tmp_path, "a/" * 900 + "b.py")
    assert len(paths(discover([tmp_path]))) == 1


# ------------------------------------------------------------------------------------------------ what names tell


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *[(name, None) for name in ("README.md", "Makefile", "a.css", "a.py.bak", "py", ".python", "a.envelope", "environment")],
        *[(name, "python") for name in ("a.py", "A.PY", "w.pyw", "s.pyi")],
        *[(name, "javascript") for name in ("a.js", "a.mjs", "a.cjs", "a.jsx", ".env.js")],
        *[(name, "typescript") for name in ("a.ts", "a.mts", "a.cts", "a.d.ts")],
        *[(name, "env") for name in (".env", ".env.local", ".env.example", "prod.env", ".flaskenv")],
        *[("a" + suffix, suffix[1:]) for suffix in (".tsx", ".vue", ".svelte", ".html", ".json", ".yaml", ".toml", ".ini", ".properties")],
        *[("a.htm", "html"), ("a.ipynb", "notebook"), ("a.yml", "yaml"), ("a.cfg", "ini"), ("a.conf", "ini"), ("a.json5", "json")],
    ],
)
def test_language(tmp_path: pathlib.Path, name: str, language: str | None) -> None:
    write(tmp_path, name)
    named = discover([tmp_path / name])
    assert [file.language for file in named.files] == ([language] if language else [])
    assert skipped(named) == ({} if language else {"no-language": (1, (name,))})
    assert skipped(discover([tmp_path])) == ({} if language else {"no-language": (1, ())})


@pytest.mark.parametrize(
    ("line", "mode", "language"),
    [
        ("#!/usr/bin/python3", 0o644, None),
        ("#!/usr/bin/perl", 0o755, None),
        ("import os", 0o755, None),
        ("", 0o755, None),
        ("#!/usr/bin/env python3\nimport os", 0o755, "python"),
        ("#!/opt/venv/bin/python -u", 0o755, "python"),
        ("#!/usr/bin/env -S node --harmony", 0o755, "javascript"),
        ("#!/bin/sh", 0o755, "shell"),
    ],
)
def test_language_of_executables(tmp_path: pathlib.Path, line: str, mode: int, language: str | None) -> None:
    write(tmp_path, f"run={line}")
    (tmp_path / "run").chmod(mode)
    assert [file.language for file in discover([tmp_path]).files] == ([language] if language else [])


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        *[
            (path, "")
            for path in (
                "a.py",
                "contest.py",
                "latest/a.py",
                "testing/a.py",
                "attest.ts",
                "test.json",
                "src/main/java/com/test/a.py",
                "fixtures/a/b.py",
                "Pages/KnowledgeTest.razor",
            )
        ],
        *[
            (path, "")
            for path in ("web_demo.py", "demo.py", "app/demo/a.py", "src/sample/a.py", ".env.example", "example.json", "sampler/a.py")
        ],
        *[
            (path, "test")
            for path in ("tests/a.py", "pkg/test/a.py", "test_a.py", "a_test.py", "conftest.py", "tests/.env", "app/tests.py")
        ],
        *[
            (path, "test")
            for path in (
                "a.test.ts",
                "a.spec.tsx",
                "src/__tests__/a.js",
                "aSpec.js",
                "a.spec.js",
                "e2e/a.ts",
                "Api.Tests/a.json",
                "Pages/CounterTests.razor",
                "KnowledgeTest.cs",
                "src/fixtures/a.json",
                "shop-test-support/src/main/java/a.py",
                "src/testFixtures/a.py",
                "internal/testutil/a.py",
            )
        ],
        *[
            (path, "example")
            for path in (
                "examples/a.py",
                "pkg/examples/a.py",
                "demo/a.py",
                "samples/x/a.ts",
                "job-samples/x/A.java",
                "x/my_examples/a.py",
                "a.stories.tsx",
                "example_a.py",
            )
        ],
        ("examples/tests/a.py", "test example"),
    ],
)
def test_marks(tmp_path: pathlib.Path, path: str, marks: str) -> None:
    write(tmp_path, path)
    (file,) = discover([tmp_path]).files
    assert " ".join(["test"] * file.test + ["example"] * file.example) == marks


def test_an_example_that_is_named_is_the_product(tmp_path: pathlib.Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, "examples/chat/a.py", "examples/chat/tests/b.py", "examples/other/c.py")
    assert [(file.example, file.test) for file in discover([tmp_path / "examples" / "chat"]).files] == [(False, False), (False, True)]
    assert [file.example for file in discover([tmp_path / "examples"]).files] == [True] * 3
    assert [file.example for file in discover([tmp_path / "examples/chat/a.py"]).files] == [True]


@pytest.mark.parametrize("repository", [True, False])
def test_environments_are_not_entered(tmp_path: pathlib.Path, repository: bool) -> None:
    if repository:
        git(tmp_path, "init")
    write(tmp_path, "a.py", "web/node_modules/x/i.js", "my-env/pyvenv.cfg", "my-env/lib/b.py", "conda/conda-meta/h.json", "conda/c.py")
    write(tmp_path, "lib/site-packages/d.py", "env/e.py", "venv/f.py")
    result = discover([tmp_path])
    assert paths(result) == ["a.py", "env/e.py", "venv/f.py"]
    assert skipped(result) == {"environment": (4, ("conda/", "my-env/", "lib/site-packages/", "web/node_modules/"))}


@pytest.mark.parametrize(
    ("files", "vendored"),
    [
        (["vendor/models.py"], None),
        (["apps/vendor/package.json", "apps/vendor/src/a.ts"], None),
        (["app/vendor/[id]/page.tsx"], None),
        (["components/vendor/VendorCard.tsx"], None),
        (["app/components/vendor/form.js"], None),
        (["app/controllers/management/vendors/index.js", "app/controllers/management/vendors/index/edit.js"], None),
        (["app/components/vendor/autoload.php", "app/components/vendor/x/a.js"], "app/components/vendor/"),
        (["llm/vendors/qwen.py", "llm/vendors/__init__.py"], None),
        (["data/vendors/one.toml", "data/vendors/two.toml"], None),
        (["services/third_party/wechat.py"], None),
        (["vendoring/a.py"], None),
        (["vendor/autoload.php", "vendor/x/a.js", "vendor/own.py"], "vendor/"),
        (["vendor/github.com/x/y.py"], "vendor/"),
        (["static/vendor/jq.js", "static/vendor/jq.css"], "static/vendor/"),
        (["pkg/_vendor/six.py"], "pkg/_vendor/"),
        (["third_party/lib/a.py", "third_party/__init__.py"], "third_party/"),
        (["bower_components/x/a.js"], "bower_components/"),
        (["ios/Pods/x/a.json"], "ios/Pods/"),
    ],
)
def test_vendored_folders(tmp_path: pathlib.Path, files: list[str], vendored: str | None) -> None:
    write(tmp_path, *files)
    result = discover([tmp_path])
    assert (len(result.files) == 0) is (vendored is not None)
    assert skipped(result).get("vendored", (0, ()))[1] == ((vendored,) if vendored else ())


def test_git_attributes_overrule_names(tmp_path: pathlib.Path) -> None:
    lines = (
        "vendor/mine/** linguist-vendored=false",
        "lib/*.js linguist-vendored",
        "/api/** linguist-generated=true",
        "*_pb2.py -linguist-generated",
        "# x",
    )
    write(
        tmp_path,
        ".gitattributes=" + "\n".join(lines),
        "vendor/mine/a.py",
        "vendor/other/b.py",
        "lib/c.js",
        "lib/deep/d.js",
        "api/e.ts",
        "f_pb2.py",
        "g.py",
    )
    write(tmp_path, 'sub/.gitattributes="g .py" linguist-generated\n*.ts text eol=lf\n', "sub/g .py", "sub/h.ts")
    result = discover([tmp_path])
    assert paths(result) == ["f_pb2.py", "g.py", "lib/deep/d.js", "sub/h.ts", "vendor/mine/a.py"]
    assert skipped(result)["vendored"] == (2, ("vendor/", "lib/c.js"))
    assert skipped(result)["generated"] == (2, ("api/e.ts", "sub/g .py"))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pb2.py", None),
        ("admin.js", None),
        ("my_pb2_client.py", None),
        ("a_pb2.py", "generated"),
        (".pnp.cjs", "generated"),
        ("a.min.js", "minified"),
        ("index.56fc0feb.js", "minified"),
        ("vendor-0a1b2c3d4e.mjs", "minified"),
        ("migrate.20240101.js", None),
        ("cafe-deadbeef.js", None),
        ("index.56fc0feb.py", None),
    ],
)
def test_generated_and_minified_names(tmp_path: pathlib.Path, name: str, reason: str | None) -> None:
    write(tmp_path, name)
    assert skipped(discover([tmp_path])) == ({reason: (1, (name,))} if reason else {})


def test_build_output_that_is_not_ignored_is_read(tmp_path: pathlib.Path) -> None:
    write(tmp_path, "dist/a.js", "build/b.py", "out/c.ts", ".next/d.js")
    assert len(paths(discover([tmp_path]))) == 4


def test_at_most_twenty_are_named(tmp_path: pathlib.Path) -> None:
    write(tmp_path, *[f"d{number:02}/a_pb2.py" for number in range(30)], "z_pb2.py")
    count, named = skipped(discover([tmp_path]))["generated"]
    assert (count, len(named), named[0], named[1]) == (31, 20, "z_pb2.py", "d00/a_pb2.py")
