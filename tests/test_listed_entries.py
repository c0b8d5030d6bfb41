"""Entry points that files of other formats list: routes of a router's file, scripts that a server's configuration runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import Samples, catalog, matcher

from scanner.trace.declared import Node
from scanner.trace.entries import Entries

if TYPE_CHECKING:
    from collections.abc import Mapping


def entered(files: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """(function, kind, name) of all entries in the code."""
    samples = Samples(files)
    entries = Entries(samples.evaluator, matcher().paths, catalog())
    found = set()
    for path in files:
        facts = samples.facts(path)
        for n, scope in enumerate(facts.scopes if facts is not None and path.endswith((".scala", ".java", ".lua", ".js", ".py")) else ()):
            found |= {(scope.name, entry.kind, entry.name) for entry in entries.of(Node(path, n), ())}
    return found


ROUTES = """# Home
GET     /                  controllers.Home.index
+ nocsrf
POST  /chat/:id            @controllers.api.Chat.ask(id: Long, text ?= "")
->      /v1                v1.Routes
"""
SCALA = "package controllers.api\n\nclass Chat {\n  def ask(id: Long, text: String) = 1\n  def index = 2\n}\n"
JAVA = "package controllers;\n\npublic class Home {\n  public int index() { return 1; }\n  public int ask() { return 2; }\n}\n"


def test_routes_name_methods_of_classes_in_full() -> None:
    assert entered({"app/controllers/api/Chat.scala": SCALA, "app/controllers/Home.java": JAVA}) == set()
    found = entered({"conf/routes": ROUTES, "app/controllers/api/Chat.scala": SCALA, "app/controllers/Home.java": JAVA})
    assert found == {("ask", "http", "POST /chat/:id"), ("index", "http", "GET /")}


CONF = """
server {
  location = /health { content_by_lua_block { ngx.say("ok") } }
  location ~* /v1/chat {
    access_by_lua_file "lua/auth/check.lua";
    content_by_lua_file $prefix/lua/chat.lua;
  }
  location /ask {
    content_by_lua_block {
      local ask = require("app.ask")
      ask.run(ngx.var.arg_q)
    }
  }
  log_by_lua_file lua/log.lua;
}
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("lua/log.lua", set(), id="afterwards"),
        pytest.param("lua/other/check.lua", set(), id="another of that name"),
        pytest.param("lua/chat.lua", {("", "http", "/v1/chat")}, id="answers"),
        pytest.param("src/lua/auth/check.lua", {("", "http", "/v1/chat")}, id="lets in"),
    ],
)
def test_a_server_runs_scripts(path: str, found: set[tuple[str, str, str]]) -> None:
    assert entered({"nginx.conf": CONF, path: "local x = 1\n"}) == found


def test_a_server_runs_functions_of_modules() -> None:
    module = "local M = {}\nfunction M.run(q) return q end\nfunction M.other() end\nreturn M\n"
    assert entered({"conf/nginx.conf": CONF, "lua/app/ask.lua": module}) == {("run", "http", "/ask")}


PACKAGE = """{
  "bin": {"ask": "./cli.js"},
  "scripts": {"lint": "eslint src/other.js", "start": "NODE_ENV=production node --no-warnings ./src/serve.js --port 1"}
}
"""


def test_packages_name_what_they_start() -> None:
    code = {"cli.js": "run()\n", "src/serve.js": "run()\n", "src/other.js": "run()\n", "lib/serve.js": "run()\n"}
    assert {row for row in entered(code) if row[1] in ("cli", "script")} == set()
    found = entered({"package.json": PACKAGE, **code})
    assert {row[1:] for row in found} == {("cli", "ask"), ("script", "start")}


PYPROJECT = """[project.scripts]
ask = "shop.cli:main"

[tool.other]
line = "shop.other main2"
"""
DOCKERFILE = """FROM python:3.12
RUN python -m pip install -r requirements.txt
CMD ["python", "-u", "serve.py"]
"""
UNIT = """[Service]
ExecStart=/opt/venv/bin/python3 -m shop.worker --queue ask
"""


def test_what_starts_programs_in_python() -> None:
    call = "run()\n"
    code = {"shop/cli.py": "def main():\n    return 1\n\n\ndef main2():\n    return 2\n", "shop/other.py": "def main2():\n    return 2\n"}
    code |= {
        "serve.py": call,
        "shop/worker.py": call,
        "shop/pip.py": call,
        "lib/nightly.py": call,
        "app/main.py": call,
    }
    assert entered(code) == set()
    files = {
        "pyproject.toml": PYPROJECT,
        "Dockerfile": DOCKERFILE,
        "deploy/ask.service": UNIT,
        "deploy/crontab": "# python lib/other.py\n0 3 * * * cd /srv && python3 lib/nightly.py >> log\n",
        "start.sh": "exec uvicorn --host 0.0.0.0 app.main:app --port 80\n",
    }
    assert {row[1:] for row in entered({**files, **code})} == {("cli", "ask"), ("script", ""), ("job", "")}
    started = {path for path in code if entered({**files, path: code[path]})}
    assert started == {"shop/cli.py", "serve.py", "shop/worker.py", "lib/nightly.py", "app/main.py"}
