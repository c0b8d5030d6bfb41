"""Pages of mini-programs and components: elements of templates lead to the functions that their events name, and from there to a hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages._template import elements
from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.model import Hit

CALL = "wx.request({ url: 'https://api.deepseek.com/chat/completions', method: 'POST', data: { model: 'deepseek-chat' } })"
PAGE = f"Page({{\n  onAsk() {{\n    this.ask()\n  }},\n  ask() {{\n    {CALL}\n  }},\n}})\n"
APP = '{"pages": ["pages/chat/chat"], "tabBar": {"list": [{"pagePath": "pages/chat/chat", "text": "提问"}]}}'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("<!-- <button bindtap='a'> -->", [], id="in a comment"),
        pytest.param("<text>{{a < b}} bindtap='a'</text>", [], id="no attribute"),
        pytest.param("<view class='{{a}}' wx:if=\"{{b}}\"></view>", [], id="values with holes"),
        pytest.param('<button bindtap="send">发送</button>', [("bindtap", "send", "发送")], id="bound"),
        pytest.param(
            '<view catch:tap="a.b"><text>是 {{n}}</text></view>', [("catch:tap", "a", "是"), ("catch:tap", "b", "是")], id="inner text"
        ),
        pytest.param('<input bindconfirm="go" placeholder="问"/>', [("bindconfirm", "go", "问")], id="placeholder"),
        pytest.param('<button @tap="() => ask(1)">x</button>', [("@tap", "ask", "x")], id="expression"),
        pytest.param('<button onTap="send" />', [("ontap", "send", "")], id="capitals"),
        pytest.param("<button bindtap=send", [("bindtap", "send", "")], id="unfinished"),
    ],
)
def test_elements_that_name_functions(text: str, found: list[tuple[str, str, str]]) -> None:
    told = [(e.event, name, e.shown) for e in elements(text.encode()) for name in e.handlers if e.event != "placeholder"]
    assert told == found


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("<>/!-=\"' \nabu@:{}"), max_size=80))
def test_any_template_is_read(text: str) -> None:
    data = text.encode()
    assert all(0 <= e.start < e.end <= len(data) for e in elements(data))


@pytest.mark.parametrize("text", ["<a " * 50_000, "<a b=" * 50_000, "<" * 200_000, "<!--" * 50_000, "<a b='c'>" * 20_000])
def test_hostile_templates_take_no_longer_than_they_are(text: str) -> None:
    assert len(elements(text.encode())) <= 5000


def traced(folder: Path, files: Mapping[str, str]) -> Hit:
    """The one hit of a project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (hit,) = scan([str(folder)]).hits
    return hit


def steps(hit: Hit) -> list[tuple[str, int, str]]:
    return [(step.location.path, step.location.line, step.note) for step in hit.flow]


def entered(hit: Hit) -> tuple[str, str, str, int]:
    assert hit.entry is not None
    return hit.entry.kind, hit.entry.name, hit.entry.location.path, hit.entry.location.line


def test_a_page_without_such_an_element_is_entered_in_its_code(tmp_path: Path) -> None:
    hit = traced(tmp_path, {"app.json": APP, "pages/chat/chat.js": PAGE, "pages/chat/chat.wxml": "<view bindtap='other'/>"})
    assert entered(hit) == ("page", "pages/chat/chat", "pages/chat/chat.js", 5)


@pytest.mark.parametrize(
    ("suffix", "element"),
    [
        pytest.param("wxml", '<button bindtap="onAsk">问</button>', id="Weixin"),
        pytest.param("axml", '<button onTap="onAsk">问</button>', id="Alipay"),
        pytest.param("ttml", '<button bind:tap="onAsk">问</button>', id="Douyin"),
        pytest.param("swan", '<button catchtap="onAsk">问</button>', id="Baidu"),
        pytest.param("qml", '<button capture-bind:tap="onAsk">问</button>', id="QQ"),
    ],
)
def test_the_element_is_the_entry(tmp_path: Path, suffix: str, element: str) -> None:
    template = f"<view>\n  {element}\n</view>\n"
    hit = traced(tmp_path, {"app.json": APP, "pages/chat/chat.js": PAGE, f"pages/chat/chat.{suffix}": template})
    assert entered(hit) == ("page", "pages/chat/chat", f"pages/chat/chat.{suffix}", 2)
    first, second, *_ = steps(hit)
    assert first[2].startswith("page pages/chat/chat: 提问: <button ")
    assert first[2].endswith("> 问")
    assert second == ("pages/chat/chat.js", 2, "handles it")


def test_a_component_names_its_own_functions(tmp_path: Path) -> None:
    script = f"export default {{ methods: {{ ask() {{ {CALL.replace('wx.', 'uni.')} }} }} }}"
    options = f'<template>\n  <view>\n    <button @tap="ask()">生成</button>\n  </view>\n</template>\n<script>\n{script}\n</script>\n'
    hit = traced(tmp_path, {"pages.json": "{}", "pages/draw/draw.vue": options})
    assert entered(hit) == ("page", "/draw/draw", "pages/draw/draw.vue", 3)


COMPONENT = """Component({
  methods: {
    tap() { this.submit() },
    submit() { this.triggerEvent('sendText', {}) },
    other() { this.triggerEvent('close') },
  },
})
"""
BOX = "<view><button bindtap='other'>关</button>\n<button bindtap='tap'>发送</button></view>"


@pytest.mark.parametrize(
    ("files", "element", "place"),
    [
        pytest.param(
            {"pages/chat/chat.json": '{"usingComponents": {"ask-box": "/parts/box"}}', "parts/box.js": COMPONENT, "parts/box.wxml": BOX},
            '<ask-box bind:sendText="onAsk"/>',
            ("parts/box.wxml", 2),
            id="beside the page",
        ),
        pytest.param(
            {"app.json": APP[:-1] + ', "usingComponents": {"box": "./parts/box"}}', "parts/box.ts": COMPONENT, "parts/box.wxml": BOX},
            '<box catchsendtext="onAsk"/>',
            ("parts/box.wxml", 2),
            id="of the application",
        ),
        pytest.param(
            {"pages/chat/chat.json": '{"usingComponents": {"box": "../../parts/box"}}', "parts/box.js": COMPONENT, "parts/box.wxml": BOX},
            '<box bind:sent="onAsk"/>',
            ("pages/chat/chat.wxml", 1),
            id="another event",
        ),
    ],
)
def test_what_users_touch_in_a_component_is_the_entry(
    tmp_path: Path, files: Mapping[str, str], element: str, place: tuple[str, int]
) -> None:
    hit = traced(tmp_path, {"app.json": APP, "pages/chat/chat.js": PAGE, "pages/chat/chat.wxml": element, **files})
    assert entered(hit) == ("page", "pages/chat/chat", *place)
    assert ("发送, which sends <" in steps(hit)[0][2]) == (place[0] == "parts/box.wxml")


BROUGHT = "import AskBox from './AskBox.vue'"
OTHER = "import Button from './AskBox.vue'"
EMIT = "const emit = defineEmits(['sendText'])\nconst tap = () => emit('sendText')"


@pytest.mark.parametrize(
    ("inside", "script", "tag", "brought", "place"),
    [
        pytest.param("@click=\"$emit('sendText')\"", "", "AskBox", BROUGHT, "src/AskBox.vue", id="in place"),
        pytest.param('@click="tap"', EMIT, "Ask", BROUGHT.replace("AskBox from", "Ask from"), "src/AskBox.vue", id="named otherwise"),
        pytest.param('@click="tap"', "const tap = () => emit('other')", "AskBox", BROUGHT, "src/Chat.vue", id="another event"),
        pytest.param("@click=\"$emit('sendText')\"", "", "button", OTHER, "src/Chat.vue", id="an element of the browser"),
    ],
)
def test_events_of_components(tmp_path: Path, inside: str, script: str, tag: str, brought: str, place: str) -> None:
    page = f'<template><{tag} @send-text="ask">x</{tag}></template>\n<script setup>\n{brought}\nconst ask = () => {CALL}\n</script>\n'
    box = f"<template><div><b {inside}>提问</b></div></template>\n<script setup>\n{script}\n</script>\n"
    assert entered(traced(tmp_path, {"src/Chat.vue": page, "src/AskBox.vue": box}))[2] == place


def test_a_broken_template_costs_no_entry(tmp_path: Path) -> None:
    hit = traced(tmp_path, {"app.json": APP, "pages/chat/chat.js": PAGE, "pages/chat/chat.wxml": "<view <button bindtap='onAsk\n{{{{"})
    assert hit.entry is not None
    assert hit.entry.kind == "page"


UNI = f"""<template><button @tap="send">提问</button></template>
<script>
export default {{
  methods: {{
    send() {{ {CALL.replace("wx.", "uni.")} }},
  }},
}}
</script>
"""
LISTS = """{ // of one application
  "pages": [{"path": "pages/index/index", "style": {"navigationBarTitleText": "首页"}}],
  "subPackages": [{"root": "talk", "pages": [{"path": "chat/chat", "style": {"navigationBarTitleText": "问答"}}]}]
}"""


@pytest.mark.parametrize(
    ("list_", "kind", "name"),
    [
        pytest.param('{"pages": [{"path": "pages/index/index"}]}', "ui", "chat", id="not listed"),
        pytest.param('{"pages": [{"path": "pages/index/index"}, {"path": "chat/chat"}]}', "ui", "chat", id="listed below another folder"),
        pytest.param('{"pages": [{"path": "talk/chat/chat"}]}', "page", "talk/chat/chat", id="in full"),
        pytest.param(LISTS, "page", "talk/chat/chat", id="in a part"),
        pytest.param(LISTS.replace('"talk"', '"talk/"'), "page", "talk/chat/chat", id="in a part with a slash"),
    ],
)
def test_components_that_the_list_of_pages_names_are_pages(tmp_path: Path, list_: str, kind: str, name: str) -> None:
    hit = traced(tmp_path, {"app/pages.json": list_, "app/manifest.json": "{}", "app/talk/chat/chat.vue": UNI})
    assert hit.entry is not None
    assert (hit.entry.kind, hit.entry.name) == (kind, name)


def test_pages_are_shown_by_their_titles(tmp_path: Path) -> None:
    hit = traced(tmp_path, {"app/pages.json": LISTS, "app/talk/chat/chat.vue": UNI})
    assert hit.flow[0].note == "page talk/chat/chat: 问答: <button @tap> 提问"


def test_sources_are_found_from_the_folder_that_lists_the_pages(tmp_path: Path) -> None:
    page = "<script setup>\nimport { ask } from '@/api/ai'\nconst send = () => ask('x')\n</script>\n"
    code = f"export function ask() {{ {CALL.replace('wx.', 'uni.')} }}\n"
    list_ = '{"pages": [{"path": "pages/ask/ask"}]}'
    hit = traced(
        tmp_path, {"app/pages.json": list_, "app/pages/ask/ask.vue": page, "app/api/ai.js": code, "api/other.js": "export const a = 1\n"}
    )
    assert hit.entry is not None
    assert (hit.entry.kind, hit.entry.name) == ("page", "pages/ask/ask")


def test_pages_that_a_configuration_in_code_names_are_pages(tmp_path: Path) -> None:
    page = "import { ask } from '../../ai'\nexport default class Ask extends Component {\n  send() { ask() }\n}\n"
    code = f"export function ask() {{ {CALL} }}\n"
    hit = traced(
        tmp_path,
        {"src/app.config.ts": "export default { pages: ['views/ask/index'] }\n", "src/views/ask/index.js": page, "src/ai.js": code},
    )
    assert hit.entry is not None
    assert (hit.entry.kind, hit.entry.name) == ("page", "views/ask/index")
