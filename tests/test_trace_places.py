"""Ways that only names and places tell: functions that need no import, objects of a container, queues, what runs at certain times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NODE = (
    "import OpenAI from 'openai'\n\nexport async function answer(text) {\n"
    "  return new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })\n}\n"
)
HANDLER = "export default defineEventHandler(async (event) => answer(await readBody(event)))\n"
NUXT = {"nuxt.config.ts": "export default defineNuxtConfig({})\n", "server/utils/answer.ts": NODE, "server/api/ask.post.ts": HANDLER}
COMPOSED = {
    "nuxt.config.ts": "export default defineNuxtConfig({})\n",
    "composables/useAnswer.ts": "import OpenAI from 'openai'\n\nexport const useAnswer = () => {\n  const ask = async (text) =>\n"
    "    new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })\n  return { ask }\n}\n",
    "pages/chat.vue": "<script setup>\nconst { ask } = useAnswer()\nconst send = () => ask('x')\n</script>\n",
}
PHP = (
    "<?php\nnamespace App\\Services;\n\nclass AnswerService\n{\n    public function answer($text)\n    {\n"
    "        return \\OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);\n    }\n}\n"
)
ROUTE = (
    "<?php\nuse App\\Http\\Controllers\\AskController;\nuse Illuminate\\Support\\Facades\\Route;\n\n"
    "Route::post('/ask', [AskController::class, 'send']);\n"
)
LARAVEL = {
    "app/Services/AnswerService.php": PHP,
    "routes/api.php": ROUTE,
    "app/Http/Controllers/AskController.php": "<?php\nnamespace App\\Http\\Controllers;\n\nclass AskController\n{\n"
    "    public function send($request)\n    {\n        return ASKED->answer($request);\n    }\n}\n",
    "app/Providers/AppServiceProvider.php": "<?php\nnamespace App\\Providers;\n\nuse App\\Services\\AnswerService;\n\n"
    "class AppServiceProvider\n{\n"
    "    public function register()\n    {\n        $this->app->singleton('answers', PUT);\n    }\n}\n",
}
HYPERF = {
    "app/Services/AnswerService.php": PHP,
    "app/Event/Asked.php": "<?php\nnamespace App\\Event;\n\nclass Asked\n{\n}\n",
    "app/Event/Drawn.php": "<?php\nnamespace App\\Event;\n\nclass Drawn\n{\n}\n",
    "app/Listener/AskedListener.php": "<?php\nnamespace App\\Listener;\n\nuse App\\Event\\Asked;\nuse App\\Services\\AnswerService;\n"
    "use Hyperf\\Event\\Contract\\ListenerInterface;\n\nclass AskedListener implements ListenerInterface\n{\n"
    "    public function listen(): array\n    {\n        return [Asked::class];\n    }\n\n"
    "    public function process(object $event): void\n    {\n        (new AnswerService())->answer($event);\n    }\n}\n",
    "app/Controller/AskController.php": "<?php\nnamespace App\\Controller;\n\nuse App\\Event\\Asked;\nuse App\\Event\\Drawn;\n"
    "use Hyperf\\HttpServer\\Annotation\\Controller;\nuse Hyperf\\HttpServer\\Annotation\\PostMapping;\n\n"
    "#[Controller]\nclass AskController\n{\n"
    "    #[PostMapping(path: '/ask')]\n    public function send($events)\n    {\n        $events->dispatch(new TOLD());\n    }\n}\n",
}
FEIGN = {
    "src/main/java/shop/Chat.java": "package shop;\n\nimport org.springframework.cloud.openfeign.FeignClient;\n"
    "import org.springframework.web.bind.annotation.PostMapping;\n\n"
    '@FeignClient(name = "llm", url = "https://api.deepseek.com")\ninterface Chat {\n'
    '    @PostMapping("/chat/completions") String complete(Object body);\n}\n',
    "src/main/java/shop/Ask.java": "package shop;\n\nimport org.springframework.web.bind.annotation.PostMapping;\n"
    "import org.springframework.web.bind.annotation.RestController;\n\n@RestController\nclass Ask {\n    private final Chat chat;\n\n"
    "    Ask(Chat chat) {\n        this.chat = chat;\n    }\n\n"
    '    @PostMapping("/ask") String ask(Object body) {\n        return chat.complete(body);\n    }\n}\n',
}
MADE = "function ($app) { return new AnswerService(); }"


def put(files: Mapping[str, str], **words: str) -> dict[str, str]:
    """The files with words in capitals replaced."""
    found = dict(files)
    for word, text in words.items():
        found = {path: code.replace(word.upper(), text) for path, code in found.items()}
    return found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({k: v for k, v in NUXT.items() if "config" not in k}, (None, "unreached"), id="no application of Nuxt"),
        pytest.param(
            NUXT | {"server/api/ask.post.ts": "const answer = (text) => text\n" + HANDLER},
            (None, "unreached"),
            id="a name of the file's own",
        ),
        pytest.param(NUXT, ("http", "POST /api/ask"), id="what a server of Nuxt need not import"),
        pytest.param(FEIGN, ("http", "POST /ask"), id="a request that is declared like a route"),
        pytest.param(COMPOSED, ("page", "/chat"), id="what a page of Nuxt need not import"),
        pytest.param(put(HYPERF, told="Drawn"), (None, "unreached"), id="another event of Hyperf"),
        pytest.param(put(HYPERF, told="Asked"), ("http", "POST /ask"), id="an event that a listener of Hyperf lists"),
        pytest.param(put(LARAVEL, asked="app('others')", put=MADE), (None, "unreached"), id="another object of a container"),
        pytest.param(put(LARAVEL, asked="app('answers')", put=MADE), ("http", "POST /api/ask"), id="an object of a container"),
        pytest.param(
            put(LARAVEL, asked="app('answers')", put="AnswerService::class"), ("http", "POST /api/ask"), id="a class of a container"
        ),
    ],
)
def test_ways_that_names_and_places_tell(tmp_path: Path, files: Mapping[str, str], found: tuple[str | None, str]) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    hits = [hit for hit in scan((tmp_path,)).hits if hit.kind in ("call", "http")]
    assert {(hit.entry.kind, hit.entry.name) if hit.entry else (None, hit.reach or "") for hit in hits} == {found}


LATE = (
    "import { Configuration, OpenAIApi } from 'openai'\n\nconst api = new OpenAIApi(new Configuration({ apiKey: 'k' }))\n\n"
    "export const answer = (text) => api.createChatCompletion({ model: 'gpt-4o', messages: [] })\n"
)


@pytest.mark.parametrize(
    ("bot", "entry", "reach"),
    [
        pytest.param("import { answer } from './answer'\nbot.on('message', ASK)\n", "bot", "reached", id="a message asks"),
        pytest.param(
            "import { other } from './answer'\nbot.on('message', (message) => other(message))\n", None, "unreached", id="nobody asks"
        ),
    ],
)
def test_a_client_is_reached_by_way_of_who_works_with_it(tmp_path: Path, bot: str, entry: str | None, reach: str) -> None:
    built = "import { WechatyBuilder } from 'wechaty'\nconst bot = WechatyBuilder.build()\n"
    (tmp_path / "answer.js").write_text(LATE, encoding="utf-8")
    (tmp_path / "bot.js").write_text(
        built + bot.replace("ASK", "async (message) => message.say(await answer(message.text()))"), encoding="utf-8"
    )
    (client,) = (hit for hit in scan([str(tmp_path)]).hits if hit.kind == "client")
    assert (client.entry.kind if client.entry else None, client.reach) == (entry, reach)
    assert [(step.location.path, step.location.line) for step in client.flow][-2:] == (
        [("answer.js", 5), ("answer.js", 3)] if entry else []
    )
