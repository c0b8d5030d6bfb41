"""Words, lists of words and pages that a worksheet points to: what is passed over first."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from worksheet_samples import FORMS

from scanner.discover import discover
from scanner.worksheet.found import MAX_SIGHTINGS, look

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.worksheet.found import Seen


def seen(folder: Path, **files: str) -> Seen:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    found = discover([str(folder)])
    return look(found.root, found.files, FORMS.signs, FORMS.word_lists, FORMS.page_lists)


@pytest.mark.parametrize(
    "name",
    ["tests/test_a.py", "examples/a.py", "a.ipynb", "filing.toml", "README.md", "node_modules/a/a.js", "a.min.js"],
)
def test_what_speaks_for_nobody_is_not_searched(tmp_path: Path, name: str) -> None:
    assert seen(tmp_path, **{name: "x = '投诉'\n"}).signs == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.py", "# 投诉\n"), ("a.py", '"""投诉"""\n'), ("a.js", "// 投诉\n"), ("a.html", "<!-- 投诉 -->"), ("a.vue", "/* 举报 */")],
)
def test_comments_are_written_for_programmers(tmp_path: Path, name: str, text: str) -> None:
    assert seen(tmp_path, **{name: text}).signs == {}


@pytest.mark.parametrize("text", ["投 诉\n", "filesize: int\n", "投\n", "throttl\n", "rate limit\n", ""])
def test_near_words_are_not_found(tmp_path: Path, text: str) -> None:
    assert seen(tmp_path, **{"a.html": text}).signs == {}


@pytest.mark.parametrize(
    ("name", "text", "sign", "line", "excerpt"),
    [
        ("a.html", "<p>\n欢迎举报</p>", "complaint", 2, "举报</p>"),
        ("a.wxml", "<view>隐私政策</view>", "privacy", 1, "隐私政策</view>"),
        ("a.tsx", "const t = 'Privacy policy'", "privacy", 1, "Privacy policy'"),
        ("a.py", "MAX = 1\nMAX_CONTENT_LENGTH = 5 << 20", "sizes", 2, "MAX_CONTENT_LENGTH = 5 << 20"),
        ("a.py", "RATE_LIMIT = 20", "limits", 1, "RATE_LIMIT = 20"),
        ("a.vue", '<input accept=".pdf,.docx">', "formats", 1, 'accept=".pdf,.docx">'),
        ("a.yaml", "rate_limit: 20/min", "limits", 1, "rate_limit: 20/min"),
        ("a.html", "<a>意见反馈</a>", "complaint", 1, "意见反馈</a>"),
    ],
)
def test_words_are_found_with_the_rest_of_their_line(tmp_path: Path, name: str, text: str, sign: str, line: int, excerpt: str) -> None:
    assert [(one.path, one.line, one.excerpt) for one in seen(tmp_path, **{name: text}).signs[sign]] == [(name, line, excerpt)]


def test_a_word_inside_another_is_found_for_both(tmp_path: Path) -> None:
    found = seen(tmp_path, **{"a.py": "x = '敏感词库'\n"}).signs
    assert (found["keywords"][0].line, found["moderation"][0].line) == (1, 1)


def test_a_line_counts_once_per_sign(tmp_path: Path) -> None:
    assert len(seen(tmp_path, **{"a.py": "x = '投诉 举报 申诉'\n"}).signs["complaint"]) == 1


def test_other_encodings_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("a = '说明文字,这里写的是'\nb = '对本页内容可以投诉,请写明理由'\n".encode("gb18030"))
    (one,) = seen(tmp_path).signs["complaint"]
    assert (one.line, one.excerpt) == (2, "投诉,请写明理由'")


def test_long_lines_are_cut(tmp_path: Path) -> None:
    (one,) = seen(tmp_path, **{"a.py": f"x = '投诉{'很' * 200}'"}).signs["complaint"]
    assert (len(one.excerpt), one.excerpt[-1]) == (60, "…")


def test_lines_that_nobody_wrote_are_passed_over(tmp_path: Path) -> None:
    files = {
        "vocab.json": '{"' + "x" * 3000 + '投诉": 1}',
        "b.html": f"<p>投诉</p>{'y' * 3000}",
        "c.html": f"{'y' * 3000}\n<p>投诉</p>\n{'y' * 3000}",
    }
    assert [(one.path, one.line) for one in seen(tmp_path, **files).signs["complaint"]] == [("c.html", 2)]


def test_hostile_files_cost_little(tmp_path: Path) -> None:
    begun = time.monotonic()
    found = seen(
        tmp_path, **{"a.py": "投诉\n" * 400_000, "b.py": "投诉" * 400_000, "d.py": "投" * 400_000, "c.py": "# 投诉\n" * 400_000}
    ).signs["complaint"]
    assert len(found) == MAX_SIGHTINGS
    assert time.monotonic() - begun < 10


def test_lists_of_words_are_counted(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        **{
            "app/main.py": "",
            "app/data/sensitive_words.txt": "a\n\nb\n",
            "敏感词.txt": "甲\n乙\n丙",
            "sensitive_words.md": "a\n",
            "words.txt": "a\n",
            "node_modules/x/敏感词.txt": "a\n",
            "bad_words.txt": "",
            "main.py": "",
        },
    )
    assert found.word_lists == (("敏感词.txt", 3), ("app/data/sensitive_words.txt", 2))


def test_links_and_pipes_are_no_lists(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a\nb\n")
    (tmp_path / "敏感词.txt").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "违禁词.txt")
    assert seen(tmp_path, **{"a.py": ""}).word_lists == ()


def test_pages_with_their_titles(tmp_path: Path) -> None:
    files = {
        "mini/app.json": '{\n"pages": ["pages/chat/chat",\n"pages/me/me", 7, {}],\n"subPackages": [{"root": "more", "pages": ["pages/x"]}],'
        '\n"tabBar": {"list": [{"pagePath": "pages/me/me", "text": "我的"}, 3]}}',
        "mini/pages/chat/chat.json": '{"navigationBarTitleText": "提问"}',
        "mini/more/pages/x.json": "{broken",
        "uni/pages.json": '{"pages": [{"path": "pages/a", "style": {"navigationBarTitleText": "首页"}}]}',
    }
    assert seen(tmp_path, **files).pages == (
        ("pages/chat/chat", "提问", "mini/app.json:2"),
        ("pages/me/me", "我的", "mini/app.json:3"),
        ("more/pages/x", "", "mini/app.json:4"),
        ("pages/a", "首页", "uni/pages.json:1"),
    )


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", '"pages"', '{"pages": 7}', '{"pages": {"a": 1}}', "[" * 100_000, '{"tabBar": [], "pages": [null]}', '{"pages": [""]}'],
)
def test_other_files_of_that_name_list_no_pages(tmp_path: Path, text: str) -> None:
    assert seen(tmp_path, **{"app.json": text}).pages == ()


def test_files_that_users_look_at(tmp_path: Path) -> None:
    files = {"a.vue": "", "b.html": "", "c.py": "", "tests/d.html": "", "e.wxml": "", "f.js": ""}
    assert seen(tmp_path, **files).front == ("a.vue", "b.html", "e.wxml")
