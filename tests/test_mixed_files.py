"""Broken files and files of several languages cost a ``Problem`` at most, and nothing that stands beside them."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from scanner.model import ScanResult

HIT = "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o', messages=[])\n"
URL = "https://api.deepseek.com/chat/completions"
FILES = {
    "app.py": HIT,
    "web/page.jsp": f'<%@ page import="java.util.*" %>\n<% for (int i = 0; i < 3; i++) {{ %>\n<p><%= i %></p>\n<% }} String u = "{URL}"; %>\n',  # noqa: E501
    "web/broken.jsp": "<% if (a { %> <c:forEach items='${b}'> <%! <%= \x00\x01 %%>",
    "web/page.html": "<html xmlns:th='x'><p th:text=\"${a} + ' < ' + #{b}\"></p><script th:inline='javascript'>var a = /*[[${b}]]*/ 'c'; [# th:if]</script>",  # noqa: E501
    "web/Page.cshtml": '@model A<B>\n@{ var u = "https://x"; if (a) { <p>@(u + "<") </p> }\n@functions { void F() { }',
    "web/page.html.erb": "<% if a do |b| %><%= b.c { |d| d %>\n<% end %>",
    "web/page.blade.php": '@extends("a")\n@foreach ($a as $b)\n{{ $b->c ?? "<" }} {!! $d !!} @php $u = "https://x" @endphp\n@if(',
    "web/view.php": f"<html><?php if ($a): ?><b><?= $c ?></b><?php elseif ($d) {{ ?> <? $u = '{URL}' ?><?php endif ?></html><?php function (",  # noqa: E501
    "web/page.vue": "<template><div v-if='a < b'>{{ c }}</template><script>export default { data() { return { a: 1 </script><script setup lang='ts'>const x: = 1",  # noqa: E501
    "web/page.svelte": "{#if a}<p>{b}</p>{:else}<script>let a = {</script>{/if}",
    "web/page.wxml": "<view wx:if='{{a < b}}' bindtap='x\n<<< </",
    "web/page.ftl": "<#if a??><@b c='${d!\"<\"}'/></#if",
    "web/conf/routes": "GET /x\n\x00\nPOST",
    "src/A.java": "package a; class A { void b() { <<<<<<< HEAD\n c(); =======\n d(; >>>>>>> e } ",
    "src/a.go": "package a\nfunc b( { {{ .Name }} \n",
    "src/a.kt": "class A { fun b() = \"${c.d { \" ",
    "src/A.swift": "struct A { var b: some { \"\\(c\" ",
    "src/A.m": '#import "A.h"\n@implementation A\n- (void)b:(NSString * { [c d:^{ @"e ',
    "src/a.rb": "class A\n def b\n <<~X\n #{c(\n",
    "src/a.lua": "function a( local b = [[ c\n",
    "src/a.scala": 'object A { def b = s"${c" match { case ',
    "src/a.sh": "if [ a; then cat <<EOF\n$(b ${c\n",
}  # fmt: skip
REASONS = {"parse-error", "cut", "encoding", "binary"}


@functools.cache
def scanned() -> ScanResult:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in FILES.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        return scan([folder])


def test_what_stands_beside_them_is_found() -> None:
    assert "openai/chat-completions" in {hit.signature for hit in scanned().hits if hit.location.path == "app.py"}


@pytest.mark.parametrize("path", sorted(set(FILES) - {"app.py"}))
def test_a_broken_or_mixed_file_costs_a_problem_at_most(path: str) -> None:
    told = [problem for problem in scanned().problems if problem.path == path]
    assert {problem.reason for problem in told} <= REASONS
    assert len(told) <= 2


def test_every_file_is_accounted_for() -> None:
    files = scanned().files
    assert files.seen == len(FILES)
    assert files.read == files.seen


def test_long_generated_code_is_read(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(HIT, encoding="utf-8")
    lines = "".join(f'    public static final String K{n} = "v{n}";\n' for n in range(50_000))
    (tmp_path / "Keys.java").write_text(f"package a;\n\npublic class Keys {{\n{lines}}}\n", encoding="utf-8")
    result = scan([str(tmp_path)])
    assert {hit.location.path for hit in result.hits} == {"app.py"}
    assert [problem for problem in result.problems if problem.reason == "crash"] == []
