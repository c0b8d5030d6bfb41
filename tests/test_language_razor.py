"""Components of Razor: what is taken out of them as C#, where its lines stand, and what a scan finds in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages.razor import unpack
from scanner.lower import spoken
from scanner.model import SourceFile
from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
@page "/chat"
@using Microsoft.Extensions.AI
@inject IChatClient Client
@inject Model Service
@inherits Base<Model>
@* @inject Nothing Here *@
<!-- @inject Nothing There -->
@if (open) {
<p>@text</p>
}
@{ var shown = Service.Rank(text); }
@{
    <b>@shown</b>
}
<button @onclick="Ask">a</button>
<button OnClick="@(async () => await Service.AskAsync(text))">b</button>

@code {
    private string text = "it's {" + @"a ""}" + '}' + $"{1}"; // }
    RenderFragment item = @<a key="x" @onclick="() => Say()">a <a/></a>;

    private async Task Ask() { await Client.GetResponseAsync(text); }
}
"""


def code(page: str) -> dict[int, str]:
    """What is taken out of a component, by the lines that it stands in there, without the class around it."""
    source, lines = unpack(page.encode(), "Pages/Chat.razor")
    ends = [*(start for start, _ in lines[1:]), len(source)]
    told = [(number, " ".join(source[start:end].decode().split())) for (start, number), end in zip(lines, ends, strict=True)]
    return {number: text for number, text in told if text not in ("", "}") and "BuildRenderTree" not in text}


def test_code_keeps_the_lines_that_it_stands_in() -> None:
    assert code(PAGE) == {
        1: "public partial class Chat : Base<Model> {",
        2: "using Microsoft.Extensions.AI;",
        3: "private IChatClient Client;",
        4: "private Model Service;",
        11: "{ var shown = Service.Rank(text); }",
        16: "builder.Add((async () => await Service.AskAsync(text)));",
        19: """private string text = "it's {" + @"a ""}" + '}' + $"{1}"; // }""",
        20: "RenderFragment item = null ;",
        22: "private async Task Ask() { await Client.GetResponseAsync(text); }",
    }


def test_what_all_components_import_is_imported_globally() -> None:
    assert unpack(b"@using A.B\n@inject C d\n", "Pages/_Imports.razor")[0].startswith(b"global using A.B;\n")


def test_code_that_never_ends_goes_to_the_end() -> None:
    assert code("@code {\n  int a;\n") == {1: "public partial class Chat {", 2: "int a;"}


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["@code {", "@{", "}", "{", '"', "'", "/*", "//", "\n", "@<b>", "</b>", '="() => f()"', "@using A\n", "x"]),
        max_size=30,
    )
)
def test_lines_are_those_of_the_file(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    source, lines = unpack(data, "a.razor")
    assert all(1 <= number <= data.count(b"\n") + 1 for _, number in lines)
    assert [start for start, _ in lines] == [0, *(at + 1 for at, byte in enumerate(source) if byte == 10 and at + 1 < len(source))]


@pytest.mark.parametrize(
    ("text", "name"),
    [("@functions { int A() => 1; }", "razor"), ("@functions { int A() => 1; }<script>f()</script>", "html"), ("@Model.A", "template")],
)
def test_a_view_with_functions_is_code_where_it_has_no_script(text: str, name: str) -> None:
    assert spoken(SourceFile(path="Views/Ask.cshtml", language="template", size=len(text)), text.encode()) == name


def test_calls_of_a_component_have_their_client_entry_and_line(tmp_path: Path) -> None:
    files = {
        "Program.cs": "using Microsoft.Extensions.AI;\nusing OpenAI;\nvar builder = WebApplication.CreateBuilder(args);\n"
        'builder.Services.AddChatClient(new OpenAIClient("k").GetChatClient("gpt-4o-mini").AsIChatClient());\n',
        "Pages/_Imports.razor": "@using Microsoft.Extensions.AI\n@using Web.Services\n",
        "Pages/Chat.razor": PAGE.replace("@using Microsoft.Extensions.AI\n", "\n"),
        "Services/Model.cs": "using Microsoft.Extensions.AI;\nnamespace Web.Services;\npublic class Model(IChatClient client) {\n"
        "    public Task AskAsync(string text) => client.GetResponseAsync(text);\n}\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    result = scan([str(tmp_path)])
    assert result.problems == ()
    calls = {hit.location.path: hit for hit in result.hits if hit.kind == "call"}
    told = {(path, hit.location.line, hit.vendor, hit.model, hit.entry.kind if hit.entry else "") for path, hit in calls.items()}
    assert told == {("Pages/Chat.razor", 22, "openai", "gpt-4o-mini", "page"), ("Services/Model.cs", 4, "openai", "gpt-4o-mini", "page")}
    assert [step.location.line for step in calls["Services/Model.cs"].flow if step.location.path == "Pages/Chat.razor"][-1:] == [16]
