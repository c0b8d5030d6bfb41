"""Routes that lists and names spell out: resources of Rails, names in routes of ASP.NET, and methods that only their class may call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RUBY = 'OpenAI::Client.new.chat(parameters: { model: "gpt-4o", messages: [] })'


def names(folder: Path, files: Mapping[str, str]) -> set[str]:
    """Names of the entries of a project's calls."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return {hit.entry.name if hit.entry else "" for hit in scan((folder,)).hits if hit.kind == "call"}


@pytest.mark.parametrize(
    ("controller", "method", "routes", "found"),
    [
        ("chats", "create", "resources :bots", "ChatsController.create"),
        ("chats", "create", "resources :chats, only: [:create]", "POST /chats"),
        ("chats", "create", "resources :chats, only: %i[index show]", "ChatsController.create"),
        ("chats", "show", "resources :chats, only: %i[index show]", "GET /chats/:id"),
        ("chats", "create", "resources :chats, except: [:destroy, :create]", "ChatsController.create"),
        ("chats", "update", "resources :chats, except: :destroy", "PATCH /chats/:id"),
        ("chats", "show", "resources :chats, :bots", "GET /chats/:id"),
        ("bots", "create", "resources :chats, :bots", "POST /bots"),
        ("messages", "create", "resources :chats do\n    resources :messages\n  end", "POST /chats/:chat_id/messages"),
        ("replies", "create", "resources :stories do\n    resources :replies\n  end", "POST /stories/:story_id/replies"),
        ("chats", "answer", "resources :chats do\n    member do\n      post :answer\n    end\n  end", "POST /chats/:id/answer"),
        ("chats", "answer", "resources :chats do\n    post :answer, on: :member\n  end", "POST /chats/:id/answer"),
        ("chats", "search", "resources :chats do\n    collection { get :search }\n  end", "GET /chats/search"),
        ("chats", "search", "resources :chats do\n    get :search, on: :collection\n  end", "GET /chats/search"),
        ("profiles", "update", "resource :profile", "PATCH /profile"),
        ("talks", "create", "resources :chats, controller: 'talks', path: 'c'", "POST /c"),
        ("chats", "answer", "post 'chats/answer'", "POST /chats/answer"),
        ("admin/chats", "create", "namespace :admin do\n    resources :chats\n  end", "POST /admin/chats"),
        ("v1/chats", "create", "scope '/api', module: :v1 do\n    resources :chats\n  end", "POST /api/chats"),
    ],
)
def test_resources_of_rails(tmp_path: Path, controller: str, method: str, routes: str, found: str) -> None:
    parts = controller.split("/")
    name = "::".join(part.capitalize() for part in parts)
    text = f"class {name}Controller < ApplicationController\n  def {method}\n    {RUBY}\n  end\nend\n"
    listed = f"Rails.application.routes.draw do\n  {routes}\nend\n"
    assert names(tmp_path, {"config/routes.rb": listed, f"app/controllers/{controller}_controller.rb": text}) == {found}


HIDDEN = {
    "ruby": {
        "config/routes.rb": 'Rails.application.routes.draw do\n  post "/ask", to: "chats#create"\nend\n',
        "app/controllers/chats_controller.rb": "class ChatsController < ApplicationController\n  def create\n    answer\n  end\n\n"
        f"  HIDING\n\n  def answer\n    {RUBY}\n  end\nend\n",
    },
    "php": {
        "routes/web.php": "<?php\nuse App\\Http\\Controllers\\ChatController;\nuse Illuminate\\Support\\Facades\\Route;\n\n"
        "Route::post('/ask', [ChatController::class, 'ask']);\n",
        "app/Http/Controllers/ChatController.php": "<?php\nnamespace App\\Http\\Controllers;\n\nuse Illuminate\\Routing\\Controller;\n"
        "use OpenAI;\n\nclass ChatController extends Controller\n{\n    public function ask()\n    {\n        "
        "return $this->answer();\n    }\n\n"
        "    HIDING function answer()\n    {\n"
        "        return OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);\n    }\n}\n",
    },
    "csharp": {
        "ChatController.cs": "using Microsoft.AspNetCore.Mvc;\nusing OpenAI.Chat;\n\nnamespace Shop;\n\n"
        'public class ChatController : ControllerBase\n{\n    [HttpPost("/ask")]\n    public string Ask(string text)\n    {\n'
        "        return Answer(text);\n    }\n\n    HIDING string Answer(string text)\n    {\n"
        '        new ChatClient("gpt-4o", "k").CompleteChat("a");\n        return text;\n    }\n}\n',
    },
}


@pytest.mark.parametrize(
    ("language", "hiding", "found"),
    [
        ("ruby", "public", "ChatsController.answer"),
        ("ruby", "private", "POST /ask"),
        ("ruby", "protected", "POST /ask"),
        ("php", "public", "ChatController.answer"),
        ("php", "protected", "POST /ask"),
        ("csharp", "public", "ChatController.Answer"),
        ("csharp", "private", "POST /ask"),
        ("csharp", "", "POST /ask"),
    ],
)
def test_methods_that_only_their_class_may_call_are_no_routes(tmp_path: Path, language: str, hiding: str, found: str) -> None:
    assert names(tmp_path, {path: text.replace("HIDING", hiding) for path, text in HIDDEN[language].items()}) == {found}


def test_a_long_chain_of_routes_is_read(tmp_path: Path) -> None:
    chain = "".join(f'\n        .route("/{n}", web::get().to(other))' for n in range(80))
    text = f"""use actix_web::{{web, App, HttpResponse, HttpServer}};

async fn other() -> HttpResponse {{ HttpResponse::Ok().finish() }}

async fn ask() -> String {{
    async_openai::Client::new().chat().create(request()).await.unwrap()
}}

fn config(cfg: &mut web::ServiceConfig) {{
    cfg.service(web::scope("/api"){chain}
        .service(web::scope("/more"){chain}
            .route("/ask", web::post().to(ask))));
}}

async fn main() -> std::io::Result<()> {{ HttpServer::new(|| App::new().configure(config)).bind(("0.0.0.0", 80))?.run().await }}
"""
    assert names(tmp_path, {"src/main.rs": text}) == {"POST /api/more/ask"}
