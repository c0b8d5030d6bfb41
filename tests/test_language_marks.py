"""Marks of template languages in the scripts of pages: what is taken out, what only looks like one, what is found behind them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages._marks import without_marks
from scanner.lower import language, spoken
from scanner.model import SourceFile

TAKEN = [
    ("var a = {{ a|tojson }};", "var a = ____          ;"),
    ("var a = {{{ a }}};", "var a = ____     ;"),
    ("let theme_{{$k}}_url = 1", "let theme________url = 1"),
    ("{% if user %}\nf()\n{% endif %}", "             \nf()\n           "),
    ("{# said by nobody #}f()", "                    f()"),
    ("{{#each a}}f({{ b }}){{/each}}", "           f(____   )         "),
    ("{{- range .Items }}f({{ . }});{{ end }}", "                   f(____   );         "),
    ("var a = {% if u %}{{ u }}{% else %}null{% endif %};", "var a =           ____   ||        null           ;"),
    ("{{#if a}}x(){{else}}y(){{/if}}", "         x();       y()       "),
    ("<% if (a) { %>\nf(<%= b %>)\n<% } %>", "              \nf(____    )\n       "),
    ("<?php if ($a): ?>\nf(<?= $b ?>)\n<?php endif ?>", "                 \nf(____     )\n              "),
    ("<#if a??>\nf(${b!})\n</#if>", "         \nf(____ )\n      "),
    ("#foreach($a in $b)\nf($a)\n#end", "                  \nf($a)\n    "),
    ('<c:if test="${a > b}">\nvar w = <c:out value="${b}"/>;\n</c:if>', "                      \nvar w = ____                 ;\n       "),
    ("{if $a}\nx = {$user.name}; y = {:url('a')};\n{/if}", "       \nx = ____        ; y = ____       ;\n     "),
    ("@foreach (var x in Model.Items) {\n  f(@x.Name, @(x.B));\n}", "     for (var x in Model.Items) {\n  f( x.Name,  (x.B));\n}"),
    ('@{ var q = "}"; }f()@* no *@', "                 f()        "),
    ("var a = [[${b}]], c = /*[[${d}]]*/ 'e'", "var a = [[____]], c = /*[[${d}]]*/ 'e'"),
    ('f("{{ base }}/ask")', "f(`${____   }/ask`)"),
    ('f("${ctx}/ask", "{{a}}")', "f(`${___}/ask`, `${__}`)"),
    ("f('{% url 'chat' %}', '{{ a|default('') }}')", "f(`${____         }`, `${____            }`)"),
    ("var a = {'{{ k }}': '`{{ v }}'}", "var a = {'{{ k }}': '`{{ v }}'}"),
    ("var a = {'{{ k('x') }}': 1}", "var a = {'{{ k(\"x\") }}': 1}"),
]  # fmt: skip
LEFT = [
    'var o = ["{{", "}}"], p = "{{ " + x + " }}", q = "<%" + y + "%>"',
    "const {$el} = this, {$a, b} = c, d = {$e}, f = {$g: 1}",
    "var t = `<li>${items.map(i => `<b>${i.name}</b>`)}</li>`",
    "class A { #x = 1; get() { return this.#if + this.#end } }",
    "var r = /[\"'{{]/.test(x) || /`/.test(y) ? `${z}` : 1",
    "function f$(){} class e${ constructor() {} }",
    "if (a) {{ b(); }} // {{ c }} <% d %>",
    "var n = a<b:c, m = a ? b<c : d, k = x <y",
    "{literal_: 1}; for (;;) {if (a) b()} {else_: 2}",
    "/* {% if a %} */ var s = '@x.y', e = 'a@b.c'",
]


def test_marks_are_taken_out_and_nothing_moves() -> None:
    for script, expected in TAKEN:
        assert without_marks(script.encode()).decode() == expected


@pytest.mark.parametrize("script", LEFT)
def test_what_only_looks_like_a_mark_stays(script: str) -> None:
    assert without_marks(script.encode()).decode() == script


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["{{", "}}", "{%", "%}", "<%", "%>", "<?", "?>", "${", "}", "`", '"', "'", "/", "@{", "(", "a", " ", "\n", "\\"]),
        max_size=40,
    )
)
def test_no_byte_is_added_or_lost(pieces: list[str]) -> None:
    script = "".join(pieces).encode()
    taken = without_marks(script)
    assert len(taken) == len(script)
    assert [at for at, byte in enumerate(taken) if byte == 10] == [at for at, byte in enumerate(script) if byte == 10]


def called(page: str) -> list[str]:
    """What the scripts of a page call, as names."""
    facts = language("html").lower("a.html", page.encode())
    assert facts.gaps == ()
    return [str(facts.exprs[call.callee][1]) for call in facts.calls]


def test_all_branches_of_a_script_are_read() -> None:
    page = "<script>\n{% if a %}\none({{ b }})\n{% else %}\ntwo()\n{% endif %}\n<% each(function() { %>three()<% }) %>\n</script>"
    assert called(page) == ["one", "two", "three"]


def test_braces_of_a_script_that_is_built_first_are_its_own() -> None:
    assert called('<script type="text/babel">const a = <b style={{ color: f() }} />; @g class A {}</script>') == ["f"]


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.jsp", "<script>f()</script>", "html"),
        ("a.ejs", '<script src="a.js"></script>', "html"),
        ("a.twig", '<script type="application/json">{}</script>', "template"),
        ("a.ftl", "<script></script>", "template"),
        ("a.wxml", "<view bindtap='f'/>", "template"),
        ("a.tmpl", "key: {{ .Values.a }}", "template"),
    ],
)
def test_a_template_is_a_page_where_it_has_a_script(path: str, text: str, name: str) -> None:
    assert spoken(SourceFile(path=path, language="template", size=len(text)), text.encode()) == name
