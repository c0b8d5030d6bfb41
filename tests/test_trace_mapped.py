"""Listeners that nothing but a map in a file of settings names: they are reached from who sends the event, and from nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path

CALL = "\\OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);"
LISTENER = f"<?php\nnamespace app\\event;\n\nclass Answer\n{{\n    public function METHOD($event)\n    {{\n        {CALL}\n    }}\n}}\n"
CONTROLLER = (
    "<?php\nnamespace app\\controller;\n\nuse app\\sent\\Asked;\nuse app\\sent\\Paid;\nUSED\n\n"
    "class Shop\n{\n    public function ask()\n    {\n        SENT;\n    }\n}\n"
)
PROVIDER = (
    "<?php\nnamespace App\\Providers;\n\nuse app\\event\\Answer;\nuse app\\sent\\Asked;\n\n"
    "class Events\n{\n    protected $listen = [MAP];\n}\n"
)
SENT = {f"app/sent/{name}.php": f"<?php\nnamespace app\\sent;\n\nclass {name}\n{{\n}}\n" for name in ("Asked", "Paid")}
LARAVEL = (
    "app/Providers/Events.php",
    PROVIDER.replace("MAP", "Asked::class => [Answer::class]"),
    "handle",
    "use Illuminate\\Support\\Facades\\Event;",
)
THINK = (
    "app/event.php",
    "<?php\nreturn ['subscribe' => [], 'listen' => ['asked' => [\\app\\event\\Answer::class]]];\n",
    "handle",
    "use think\\facade\\Event;",
)
WEBMAN = ("config/event.php", "<?php\nreturn ['asked' => [[\\app\\event\\Answer::class, 'say']]];\n", "say", "use Webman\\Event\\Event;")


def reached(folder: Path, settings: tuple[str, str, str, str], sent: str) -> bool:
    """Whether what listens is reached from the controller."""
    path, text, method, used = settings
    files = {
        path: text,
        "app/event/Answer.php": LISTENER.replace("METHOD", method),
        "app/controller/Shop.php": CONTROLLER.replace("USED", used).replace("SENT", sent),
    }
    for name, code in (files | SENT).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    (hit,) = (hit for hit in scan((folder,)).hits if hit.kind == "call")
    return any("sends for it" in step.note or "by its name" in step.note for step in hit.flow)


@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        (LARAVEL, "event(new Paid())"),
        (("app/Providers/Events.php", PROVIDER.replace("MAP", "Asked::class => []"), *LARAVEL[2:]), "event(new Asked())"),
        (("app/Other/Events.php", *LARAVEL[1:]), "event(new Asked())"),
        ((*LARAVEL[:2], "other", LARAVEL[3]), "event(new Asked())"),
        (THINK, "Event::trigger('paid')"),
        (THINK, "event('paid')"),
        (THINK, "$this->event('asked')"),
        (("app/other.php", *THINK[1:]), "Event::trigger('asked')"),
        ((THINK[0], THINK[1].replace("listen", "other"), *THINK[2:]), "Event::trigger('asked')"),
        (WEBMAN, "Event::emit('paid', 1)"),
        ((*WEBMAN[:2], "other", WEBMAN[3]), "Event::emit('asked', 1)"),
    ],
)
def test_what_nobody_sends_for(tmp_path: Path, settings: tuple[str, str, str, str], sent: str) -> None:
    assert not reached(tmp_path, settings, sent)


@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        (LARAVEL, "event(new Asked())"),
        (THINK, "Event::trigger('asked')"),
        (THINK, "event('asked')"),
        (WEBMAN, "Event::emit('asked', 1)"),
    ],
)
def test_what_a_map_names(tmp_path: Path, settings: tuple[str, str, str, str], sent: str) -> None:
    assert reached(tmp_path, settings, sent)
