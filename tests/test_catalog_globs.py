"""Which files a glob of ``entrypoints/`` fits, and what they are called."""

from __future__ import annotations

import pytest

from scanner.catalog.globs import file_name, parse_files


@pytest.mark.parametrize(
    "text", ["", "/", "//a.py", "a//b.py", "../a.py", "a/**", "a/x**/b.py", "**/a/**/b/**/c.py", "a\\b.py", "{a,b}.py", "a" * 201]
)
def test_no_glob(text: str) -> None:
    with pytest.raises(ValueError, match=r"glob|whole segments|last segment|more than two"):
        parse_files(text)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("**/app/**/route.*", "myapp/route.ts"),
        ("**/app/**/route.*", "app/routes.ts"),
        ("**/app/**/route.*", "app/route.ts/other.ts"),
        ("**/api/*.*", "api/deep/chat.ts"),
        ("**/api/**/[id].*", "api/i.ts"),
        ("**/api/**/*.post.*", "api/chat.get.ts"),
        ("src/*.py", "lib/src/a.py"),
        pytest.param("/*.py", "lib/a.py", id="a slash in front is the folder that is scanned"),
        ("*.conf", "conf/nginx.conf.d/a"),
    ],
)
def test_does_not_fit(glob: str, path: str) -> None:
    assert file_name(glob, "{path}", path) is None


@pytest.mark.parametrize(
    ("glob", "template", "path", "name"),
    [
        ("**/app/**/route.*", "/{path}", "app/route.ts", "/"),
        ("**/app/**/route.*", "/{path}", "web/src/app/api/chat/route.ts", "/api/chat"),
        pytest.param("**/app/**/page.*", "/{path}", "app/(shop)/cart/page.tsx", "/cart", id="groups are no segments"),
        pytest.param("**/app/**/route.*", "/{path}", "app/api/app/x/route.ts", "/api/app/x", id="the outermost folder counts"),
        ("**/api/**/*.*", "/api/{path}/{stem}", "pages/api/chat.ts", "/api/chat"),
        ("**/api/**/*.*", "/api/{path}/{stem}", "pages/api/v1/index.ts", "/api/v1"),
        ("**/api/**/*.*", "/api/{path}/{stem}", "pages/api/index.ts", "/api"),
        ("**/api/**/[id].*", "/api/{path}/{stem}", "pages/api/x/[id].ts", "/api/x/[id]"),
        ("**/app/*/controller/**/*.php", "/{folder}/{dotted}{name}", "app/api/controller/v1/UserInfo.php", "/api/v1.user_info"),
        ("**/app/*/controller/**/*.php", "/{folder}/{dotted}{name}", "app/api/controller/ChatController.php", "/api/chat"),
        pytest.param("**/api/**/*.post.*", "/{path}/{stem}", "api/ai/chat.post.ts", "/ai/chat", id="the stem is what the star stood for"),
        ("**/cloudfunctions/*/index.js", "{stem}", "cloudfunctions/ask/index.js", ""),
        ("**/cloudfunctions/**/index.js", "{path}", "cloudfunctions/ask/index.js", "ask"),
        ("**/*.py", "", "main.py", ""),
        ("/*.py", "{stem}", "main.py", "main"),
        pytest.param("*.conf", "{path}/{stem}", "deploy/nginx.conf", "deploy/nginx", id="a name fits in any folder"),
        ("nginx.conf", "", "nginx.conf", ""),
    ],
)
def test_fits(glob: str, template: str, path: str, name: str) -> None:
    assert file_name(glob, template, path) == name
