"""What is put into a channel runs the function that takes it out: a channel is the place that makes it, not its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SERVICE = (
    'package service\n\nimport (\n\t"context"\n\n\topenai "github.com/sashabaranov/go-openai"\n)\n\n'
    "func Answer(text string) {\n"
    '\topenai.NewClient("k").CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "gpt-4o"})\n}\n'
)
MAIN = (
    'package main\n\nimport (\n\t"shop/service"\n\t"shop/work"\n\n\t"github.com/gin-gonic/gin"\n)\n\n'
    'func main() {\n\tr := gin.Default()\n\tr.POST("/ask", func(c *gin.Context) {\n\t\tPUT\n\t})\n\tr.Run()\n}\n'
)
WORK = (
    'package work\n\nimport "shop/service"\n\nvar (\n\tJobs = make(chan string, 9)\n\tDone = make(chan string)\n)\n\n'
    "func Loop() {\n\tTAKE\n}\n"
)
LOOPS = {
    "range": "for text := range Jobs {\n\t\tservice.Answer(text)\n\t}",
    "receive": "for {\n\t\tservice.Answer(<-Jobs)\n\t}",
    "select": "for {\n\t\tselect {\n\t\tcase text := <-Jobs:\n\t\t\tservice.Answer(text)\n\t\t}\n\t}",
    "closure": "go func() {\n\t\tfor text := range Jobs {\n\t\t\tservice.Answer(text)\n\t\t}\n\t}()",
    "given": "take(Jobs)\n}\n\nfunc take(queue <-chan string) {\n\tfor text := range queue {\n\t\tservice.Answer(text)\n\t}",
}


def entries(folder: Path, files: Mapping[str, str]) -> set[str]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return {hit.entry.name if hit.entry else "" for hit in scan((folder,)).hits if hit.kind == "call"}


def project(take: str, put: str) -> dict[str, str]:
    work = WORK.replace("TAKE", take)
    return {"go.mod": "module shop\n\ngo 1.22\n", "service/service.go": SERVICE, "work/work.go": work, "main.go": MAIN.replace("PUT", put)}


@pytest.mark.parametrize("take", LOOPS.values(), ids=LOOPS)
@pytest.mark.parametrize("put", ['work.Done <- c.Query("q")', "<-work.Jobs", 'Jobs := make(chan string)\n\t\tJobs <- c.Query("q")'])
def test_what_puts_nothing_into_the_channel(tmp_path: Path, take: str, put: str) -> None:
    assert entries(tmp_path, project(take, put)) == {""}


@pytest.mark.parametrize("take", LOOPS.values(), ids=LOOPS)
def test_what_puts_something_into_the_channel(tmp_path: Path, take: str) -> None:
    assert entries(tmp_path, project(take, 'work.Jobs <- c.Query("q")')) == {"POST /ask"}
