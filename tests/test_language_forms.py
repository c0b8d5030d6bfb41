# ruff: noqa: E501
"""Forms of code in which a client reaches a call by several steps: containers, configuration classes, holders, texts put together.

What one line of a language means is shown by its conformance fixture; here it is the whole way, over several files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import Samples

if TYPE_CHECKING:
    from collections.abc import Mapping

JAVA = "src/main/java/demo"
CLIENT = 'new ChatClient("deepseek-chat", null, new OpenAIClientOptions { Endpoint = new Uri("https://api.deepseek.com") })'
MODEL = 'OpenAiChatModel.builder().baseUrl("https://api.deepseek.com").build()'
IMPORT = "import dev.langchain4j.model.openai.OpenAiChatModel;"
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "C# container: a function that makes it": (
        "Desk.cs",
        {
            "Program.cs": f"using OpenAI;\nusing OpenAI.Chat;\nvar b = WebApplication.CreateBuilder(args);\nb.Services.AddSingleton(_ => {CLIENT});\n",
            "Desk.cs": "using OpenAI.Chat;\nclass Desk(ChatClient gate) { object Ask(string q) => gate.CompleteChat(q); }\n",
        },
    ),
    "C# container: asked for by its type": (
        "Program.cs",
        {
            "Program.cs": f"using OpenAI;\nusing OpenAI.Chat;\nvar s = new ServiceCollection();\ns.AddScoped<ChatClient>(p => {CLIENT});\n"
            'var gate = s.BuildServiceProvider().GetRequiredService<ChatClient>();\ngate.CompleteChat("x");\n'
        },
    ),
    "C# holder that makes it later": (
        "Desk.cs",
        {
            "Desk.cs": "using OpenAI;\nusing OpenAI.Chat;\nclass Desk {\n"
            f"static readonly Lazy<ChatClient> Gate = new(() => {CLIENT});\nobject Ask(string q) => Gate.Value.CompleteChat(q);\n}}\n"
        },
    ),
    "C# part of the configuration": (
        "Desk.cs",
        {
            "Desk.cs": "using System.Net.Http;\nusing Microsoft.Extensions.Configuration;\nclass Desk(IConfiguration conf) {\n"
            'object Ask(HttpContent c) => new HttpClient().PostAsync(conf.GetSection("Chat").GetValue<string>("Host") + "/chat/completions", c);\n'
            'object Again(HttpContent c) => new HttpClient().PostAsync(conf.GetSection("Chat")["Host"] + "/chat/completions", c);\n}\n',
            "appsettings.json": '{"Chat": {"Host": "https://api.deepseek.com"}}',
        },
    ),
    "PHP container": (
        "app/Desk.php",
        {
            "app/Provider.php": "<?php\nnamespace App;\nuse OpenAI\\Client;\nclass Provider extends \\Illuminate\\Support\\ServiceProvider {\n"
            "public function register() { $this->app->singleton(Client::class, fn () => "
            "\\OpenAI::factory()->withBaseUri('https://api.deepseek.com')->make()); }\n}\n",
            "app/Desk.php": "<?php\nnamespace App;\nuse OpenAI\\Client;\nclass Desk {\npublic function __construct(private Client $gate) {}\n"
            "public function ask($q) { return $this->gate->chat()->create($q); }\n}\n",
        },
    ),
    "Java class that the configuration fills": (
        f"{JAVA}/Desk.java",
        {
            f"{JAVA}/Settings.java": "package demo;\nimport org.springframework.boot.context.properties.ConfigurationProperties;\n"
            '@ConfigurationProperties(prefix = "my.chat")\npublic class Settings {\nprivate String baseUrl;\nprivate Inner inner;\n'
            "public String getBaseUrl() { return baseUrl; }\npublic void setBaseUrl(String u) { this.baseUrl = u; }\n"
            "public Inner getInner() { return inner; }\n"
            "public static class Inner { private String path; public String getPath() { return path; } }\n}\n",
            f"{JAVA}/Desk.java": f"package demo;\n{IMPORT}\nclass Desk {{\nprivate final Settings set;\nDesk(Settings set) {{ this.set = set; }}\n"
            "String ask(String q) { return OpenAiChatModel.builder().baseUrl(set.getBaseUrl() + set.getInner().getPath()).build().generate(q); }\n}\n",
            "src/main/resources/application.yml": "my:\n  chat:\n    base-url: https://api.deepseek.com\n    inner:\n      path: ${CHAT_PATH:/v1}\n",
        },
    ),
    "Java setter that is generated": (
        f"{JAVA}/Desk.java",
        {
            f"{JAVA}/Order.java": "package demo;\nimport lombok.Data;\n@Data\npublic class Order { private String host; }\n",
            f"{JAVA}/Desk.java": f"package demo;\n{IMPORT}\nclass Desk {{\n"
            'String ask(String q) { Order o = new Order(); o.setHost("https://api.deepseek.com"); return send(o, q); }\n'
            "String send(Order o, String q) { return OpenAiChatModel.builder().baseUrl(o.getHost()).build().generate(q); }\n}\n",
        },
    ),
    "Java supplier": (
        f"{JAVA}/Desk.java",
        {
            f"{JAVA}/Desk.java": f"package demo;\n{IMPORT}\nimport java.util.function.Supplier;\nclass Desk {{\n"
            f"static final Supplier<OpenAiChatModel> MAKER = () -> {MODEL};\nString ask(String q) {{ return MAKER.get().generate(q); }}\n}}\n"
        },
    ),
    "Java cache with a function for what it lacks": (
        f"{JAVA}/Desk.java",
        {
            f"{JAVA}/Desk.java": f"package demo;\n{IMPORT}\nimport com.github.benmanes.caffeine.cache.*;\nclass Desk {{\n"
            "private final Cache<String, OpenAiChatModel> kept = Caffeine.newBuilder().maximumSize(9).build();\n"
            f"String ask(String u, String q) {{ return kept.get(u, k -> {MODEL}).generate(q); }}\n}}\n"
        },
    ),
    "Java copy of a library in the tree": (
        f"{JAVA}/Desk.java",
        {
            "src/main/java/dev/langchain4j/model/openai/OpenAiChatModel.java": "package dev.langchain4j.model.openai;\npublic class OpenAiChatModel {\n"
            "public static Builder builder() { return null; }\npublic static class Builder { public OpenAiChatModel build() { return null; } }\n}\n",
            f"{JAVA}/Desk.java": f"package demo;\n{IMPORT}\nclass Desk {{ String ask(String q) {{ return {MODEL}.generate(q); }} }}\n",
        },
    ),
    "Kotlin builder in a lambda with a receiver": (
        f"{JAVA}/Desk.kt",
        {
            f"{JAVA}/Desk.kt": 'package demo\nimport okhttp3.*\nfun ask(b: RequestBody): Response {\nval r = Request.Builder().apply {\nurl("https://api.deepseek.com/chat/completions")\npost(b)\n}.build()\n'
            "return OkHttpClient().newCall(r).execute()\n}\n"
        },
    ),
    "Kotlin two packages as a whole": (
        f"{JAVA}/Desk.kt",
        {
            f"{JAVA}/Desk.kt": "package demo\nimport com.aallam.openai.client.*\nimport kotlinx.coroutines.*\n"
            'class Desk { private val gate = OpenAI(token = "k", host = OpenAIHost("https://api.deepseek.com/"))\n'
            "private val state = MutableStateFlow(gate)\nsuspend fun ask(r: Any) = state.value.chatCompletion(r) }\n"
        },
    ),
    "Scala configuration and a full name": (
        "app/Desk.scala",
        {
            "app/Desk.scala": "package demo\nimport com.typesafe.config.ConfigFactory\nclass Desk {\nprivate val conf = ConfigFactory.load()\n"
            'def ask(q: String) = dev.langchain4j.model.openai.OpenAiChatModel.builder().baseUrl(conf.getConfig("chat").getString("host")).build().generate(q)\n}\n',
            "conf/application.conf": 'chat {\n  host = "https://api.deepseek.com"\n}\n',
        },
    ),
    "C# container: one of several by its key": (
        "Desk.cs",
        {
            "Program.cs": f'using OpenAI;\nusing OpenAI.Chat;\nvar b = WebApplication.CreateBuilder(args);\nb.Services.AddKeyedSingleton<ChatClient>("quick", (p, key) => {CLIENT});\n'
            'b.Services.AddKeyedSingleton<ChatClient>("slow", (p, key) => new ChatClient("moonshot-v1-8k", null, new OpenAIClientOptions { Endpoint = new Uri("https://api.moonshot.cn/v1") }));\n',
            "Desk.cs": 'using OpenAI.Chat;\nusing Microsoft.Extensions.DependencyInjection;\nclass Desk([FromKeyedServices("quick")] ChatClient gate) { object Ask(string q) => gate.CompleteChat(q); }\n',
        },
    ),
    "C++ shared pointer": (
        "ask.cpp",
        {
            "ask.cpp": '#include <httplib.h>\n#include <memory>\nstruct Ask {\nstd::shared_ptr<httplib::Client> c = std::make_shared<httplib::Client>("https://api.deepseek.com");\n'
            'void say(std::string b) { c->Post("/chat/completions", b, "application/json"); }\n};\n'
        },
    ),
    "shell settings that are read as a script": (
        "ask.sh",
        {
            ".env": "CHAT_HOST=https://api.deepseek.com\n",
            "ask.sh": 'set -a; . ./.env; set +a\ncurl "$CHAT_HOST/chat/completions" -d "{}"\n',
        },
    ),
    "Objective-C property of a protocol": (
        "Ask.m",
        {
            "Gate.h": "@protocol Gate <NSObject>\n- (NSString *)host;\n@end\n",
            "Deep.m": '#import "Gate.h"\n@interface Deep : NSObject <Gate>\n@end\n@implementation Deep\n- (NSString *)host { return @"https://api.deepseek.com"; }\n@end\n',
            "Ask.m": '#import "Gate.h"\n@interface Ask : NSObject\n@property (nonatomic, weak) id<Gate> gate;\n@end\n@implementation Ask\n- (void)say {\n'
            'NSMutableURLRequest *r = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:[[self.gate host] stringByAppendingString:@"/chat/completions"]]];\n'
            'r.HTTPMethod = @"POST";\n[[NSURLSession.sharedSession dataTaskWithRequest:r] resume];\n}\n@end\n',
        },
    ),
    "Rust handle of several owners": (
        "src/main.rs",
        {
            "src/main.rs": "use std::sync::Arc;\nuse async_openai::{config::OpenAIConfig, Client};\nasync fn ask(r: Req) {\n"
            'let gate = Arc::new(Client::with_config(OpenAIConfig::new().with_api_base("https://api.deepseek.com")));\nlet g = Arc::clone(&gate);\n'
            "tokio::spawn(async move { g.chat().create(r).await });\n}\n"
        },
    ),
    "Lua fields set with the metatable": (
        "ask.lua",
        {
            "ask.lua": 'local http = require "resty.http"\nlocal Ask = {}\nAsk.__index = Ask\nfunction Ask.new() return setmetatable({ gate = http.new() }, Ask) end\n'
            'function Ask:say() return self.gate:request_uri(table.concat({ "https://api.deepseek.com", "chat", "completions" }, "/"), { method = "POST" }) end\nreturn Ask\n'
        },
    ),
    "Kotlin function that extends a text": (
        "src/main/kotlin/demo/Desk.kt",
        {
            "src/main/kotlin/demo/texts/Texts.kt": 'package demo.texts\nfun String.chatUrl(): String { return "$this/chat/completions" }\n',
            "src/main/kotlin/demo/Desk.kt": 'package demo\nimport okhttp3.*\nimport demo.texts.chatUrl\nclass Desk(private val http: OkHttpClient) {\n  fun ask(b: RequestBody): Response { val host = "https://api.deepseek.com"\nreturn http.newCall(Request.Builder().url(host.chatUrl()).post(b).build()).execute() }\n}\n',
        },
    ),
    "Kotlin property that extends a text": (
        "src/main/kotlin/demo/Desk.kt",
        {
            "src/main/kotlin/demo/Texts.kt": 'package demo\nval String.chat: String get() = this + "/chat/completions"\n',
            "src/main/kotlin/demo/Desk.kt": 'package demo\nimport okhttp3.*\nclass Desk(private val http: OkHttpClient) {\n  fun ask(b: RequestBody) = http.newCall(Request.Builder().url("https://api.deepseek.com".chat).post(b).build()).execute()\n}\n',
        },
    ),
    "Swift property that extends a text": (
        "Sources/Desk.swift",
        {
            "Sources/Texts.swift": 'extension String { var chat: String { "\\(self)/chat/completions" } }\n',
            "Sources/Desk.swift": 'import Foundation\nclass Desk { let host = "https://api.deepseek.com"\n func ask() async throws { var r = URLRequest(url: URL(string: host.chat)!); r.httpMethod = "POST"; let _ = try await URLSession.shared.data(for: r) } }\n',
        },
    ),
    "Objective-C category of a text": (
        "Desk.m",
        {
            "Texts.h": "#import <Foundation/Foundation.h>\n@interface NSString (Chat)\n- (NSString *)chatUrl;\n@end\n",
            "Texts.m": '#import "Texts.h"\n@implementation NSString (Chat)\n- (NSString *)chatUrl { return [self stringByAppendingString:@"/chat/completions"]; }\n@end\n',
            "Desk.m": '#import "Texts.h"\n@implementation Desk\n- (void)say { NSMutableURLRequest *r = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:[@"https://api.deepseek.com" chatUrl]]];\nr.HTTPMethod = @"POST"; [[NSURLSession.sharedSession dataTaskWithRequest:r] resume]; }\n@end\n',
        },
    ),
    "Dart extension of a text": (
        "lib/desk.dart",
        {
            "lib/texts.dart": "extension Texts on String { String chatUrl() => '$this/chat/completions'; Uri get uri => Uri.parse(this); }\n",
            "lib/desk.dart": "import 'package:http/http.dart' as http;\nimport 'texts.dart';\nclass Desk { Future ask() => http.post(Uri.parse('https://api.deepseek.com'.chatUrl()), body: '{}'); }\n",
        },
    ),
    "Rust trait for a text": (
        "src/main.rs",
        {
            "src/texts.rs": 'pub trait ChatUrl { fn chat_url(&self) -> String; }\nimpl ChatUrl for str { fn chat_url(&self) -> String { format!("{}/chat/completions", self) } }\n',
            "src/main.rs": 'mod texts;\nuse texts::ChatUrl;\nasync fn ask(b: String) { reqwest::Client::new().post("https://api.deepseek.com".chat_url()).body(b).send().await; }\n',
        },
    ),
    "Ruby class of a text opened again": (
        "lib/desk.rb",
        {
            "lib/texts.rb": 'class String\n  def chat_url = self + "/chat/completions"\nend\n',
            "lib/desk.rb": 'require "faraday"\nrequire_relative "texts"\nclass Desk\n  def ask(b) = Faraday.post("https://api.deepseek.com".chat_url, b)\nend\n',
        },
    ),
    "C# method that extends a text": (
        "Desk.cs",
        {
            "Texts.cs": 'namespace Demo;\npublic static class Texts { public static string ChatUrl(this string host) => host + "/chat/completions"; }\n',
            "Desk.cs": 'using System.Net.Http;\nnamespace Demo;\nclass Desk { object Ask(HttpClient h, HttpContent c) => h.PostAsync("https://api.deepseek.com".ChatUrl(), c); }\n',
        },
    ),
    "mini-program: data of the app": (
        "pages/ask/ask.js",
        {
            "app.js": "App({ onLaunch() { this.globalData.host = 'https://api.deepseek.com' }, globalData: { host: '' } })\n",
            "pages/ask/ask.js": "const app = getApp()\nPage({ ask() { wx.request({ url: app.globalData.host + '/chat/completions', method: 'POST', data: {} }) } })\n",
        },
    ),
    "mini-program: method of the app": (
        "utils/ask.js",
        {
            "app.js": "App({ url(path) { return 'https://api.deepseek.com' + path } })\n",
            "utils/ask.js": "export function ask() { wx.request({ url: getApp().url('/chat/completions'), method: 'POST', data: {} }) }\n",
        },
    ),
    "uni-app: what all components have": (
        "pages/ask.vue",
        {
            "main.js": "import Vue from 'vue'\nVue.prototype.$host = 'https://api.deepseek.com'\n",
            "pages/ask.vue": "<template><view @click=\"ask\"></view></template>\n<script>\nexport default { methods: { ask() { uni.request({ url: this.$host + '/chat/completions', method: 'POST', data: {} }) } } }\n</script>\n",
        },
    ),
    "C# options that a section fills": (
        "Desk.cs",
        {
            "Conf.cs": 'namespace Demo;\npublic class ChatConf { public string Host { get; set; } = ""; }\n',
            "Program.cs": 'using Demo;\nvar b = WebApplication.CreateBuilder(args);\nb.Services.Configure<ChatConf>(b.Configuration.GetSection("Chat"));\n',
            "Desk.cs": 'using System.Net.Http;\nusing Microsoft.Extensions.Options;\nnamespace Demo;\nclass Desk(IOptions<ChatConf> o, HttpClient h) { object Ask(HttpContent c) => h.PostAsync($"{o.Value.Host}/chat/completions", c); }\n',
            "appsettings.json": '{"Chat": {"Host": "https://api.deepseek.com"}}\n',
        },
    ),
    "C# section of the configuration as a class": (
        "Desk.cs",
        {
            "Conf.cs": 'namespace Demo;\npublic class ChatConf { public string Host { get; set; } = ""; public string Path { get; set; } = "/chat/completions"; }\n',
            "Desk.cs": 'using System.Net.Http;\nusing Microsoft.Extensions.Configuration;\nnamespace Demo;\nclass Desk(IConfiguration conf) { object Ask(HttpClient h, HttpContent c) { var s = conf.GetSection("Chat").Get<ChatConf>(); return h.PostAsync(s.Host + s.Path, c); }\nobject Again(HttpClient h, HttpContent c) { var s = new ChatConf(); conf.GetSection("Chat").Bind(s); return h.PostAsync(s.Host + s.Path, c); } }\n',
            "appsettings.json": '{"Chat": {"Host": "https://api.deepseek.com"}}\n',
        },
    ),
    "Go structs that viper fills": (
        "service/chat.go",
        {
            "go.mod": "module demo\n",
            "config/config.go": 'package config\ntype Config struct { LLM LLM `mapstructure:"llm"` }\ntype LLM struct { BaseURL string `mapstructure:"base-url"` }\n',
            "global/global.go": 'package global\nimport "demo/config"\nvar Conf config.Config\n',
            "initialize/viper.go": 'package initialize\nimport ("demo/global"; "github.com/spf13/viper")\nfunc Viper() { v := viper.New(); v.SetConfigFile("config.yaml"); v.ReadInConfig(); if err := v.Unmarshal(&global.Conf); err != nil { panic(err) } }\n',
            "service/chat.go": 'package service\nimport ("demo/global"; "net/http")\nfunc Ask() { http.Post(global.Conf.LLM.BaseURL+"/chat/completions", "application/json", nil) }\n',
            "config.yaml": "llm:\n  base-url: https://api.deepseek.com\n",
        },
    ),
    "Go struct that a file of settings fills": (
        "main.go",
        {
            "main.go": 'package main\nimport ("net/http"; "os"; "gopkg.in/yaml.v3")\ntype Conf struct { Host string `yaml:"host"` }\nfunc load() *Conf { data, _ := os.ReadFile("conf.yaml"); c := &Conf{}; yaml.Unmarshal(data, c); return c }\nfunc main() { c := load(); http.Post(c.Host+"/chat/completions", "application/json", nil) }\n',
            "conf.yaml": "host: https://api.deepseek.com\n",
        },
    ),
    "Java field that Gradle makes": (
        "app/src/main/java/demo/Desk.java",
        {
            "app/build.gradle": 'android { defaultConfig { buildConfigField "String", "CHAT_HOST", "\\"https://api.deepseek.com\\"" } }\n',
            "app/src/main/java/demo/Desk.java": 'package demo;\nimport okhttp3.*;\nclass Desk { Object ask(OkHttpClient http, RequestBody b) throws Exception { return http.newCall(new Request.Builder().url(BuildConfig.CHAT_HOST + "/chat/completions").post(b).build()).execute(); } }\n',
        },
    ),
    "Kotlin field that Gradle makes": (
        "app/src/main/java/demo/Desk.kt",
        {
            "app/build.gradle.kts": 'android { defaultConfig { buildConfigField("String", "CHAT_HOST", "\\"https://api.deepseek.com\\"") } }\n',
            "app/src/main/java/demo/Desk.kt": 'package demo\nimport okhttp3.*\nclass Desk(private val http: OkHttpClient) {\nfun ask(b: RequestBody) = http.newCall(Request.Builder().url(BuildConfig.CHAT_HOST + "/chat/completions").post(b).build()).execute()\n}\n',
        },
    ),
    "Swift property list with a build setting": (
        "App/Desk.swift",
        {
            "App/Info.plist": '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>ChatHost</key><string>$(CHAT_HOST)</string></dict></plist>\n',
            "App/Prod.xcconfig": "CHAT_HOST = https:/$()/api.deepseek.com\n",
            "App/Desk.swift": 'import Foundation\nclass Desk { func ask() async throws { guard let host = Bundle.main.infoDictionary?["ChatHost"] as? String else { return }\n var r = URLRequest(url: URL(string: "\\(host)/chat/completions")!); r.httpMethod = "POST"; let _ = try await URLSession.shared.data(for: r) } }\n',
        },
    ),
    "Objective-C property list": (
        "App/Desk.m",
        {
            "App/Info.plist": '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>ChatHost</key><string>https://api.deepseek.com</string></dict></plist>\n',
            "App/Desk.m": '#import <Foundation/Foundation.h>\n@implementation Desk\n- (void)say { NSString *h = [[NSBundle mainBundle] objectForInfoDictionaryKey:@"ChatHost"];\nNSMutableURLRequest *r = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:[NSString stringWithFormat:@"%@/chat/completions", h]]];\nr.HTTPMethod = @"POST"; [[NSURLSession.sharedSession dataTaskWithRequest:r] resume]; }\n@end\n',
        },
    ),
    "ArkTS field that the build makes": (
        "entry/src/main/ets/pages/Index.ets",
        {
            "entry/build-profile.json5": '{ "apiType": "stageMode", "buildOption": { "arkOptions": { "buildProfileFields": { "chatHost": "https://api.deepseek.com" } } } }\n',
            "entry/src/main/ets/pages/Index.ets": "import { http } from '@kit.NetworkKit';\nimport BuildProfile from 'BuildProfile';\nexport async function ask() { await http.createHttp().request(BuildProfile.chatHost + '/chat/completions', { method: http.RequestMethod.POST }); }\n",
        },
    ),
    "Kotlin function of the package": (
        "src/main/kotlin/demo/Desk.kt",
        {
            "src/main/kotlin/demo/Urls.kt": 'package demo\nfun urlOf(path: String = "/chat/completions") = "https://api.deepseek.com$path"\n',
            "src/main/kotlin/demo/Desk.kt": "package demo\nimport okhttp3.*\nclass Gate(private val http: OkHttpClient) {\n  fun ask(b: RequestBody) = http.newCall(Request.Builder().url(urlOf()).post(b).build()).execute()\n}\n",
        },
    ),
    "Dart field that the constructor fills": (
        "lib/desk.dart",
        {
            "lib/desk.dart": "import 'package:dio/dio.dart';\nclass Desk { const Desk({required this.dio}); final Dio? dio; Future ask() => dio!.post('https://api.deepseek.com/chat/completions', data: {}); }\n",
        },
    ),
    "Dart provider of Riverpod": (
        "lib/desk.dart",
        {
            "lib/providers.dart": "import 'package:riverpod/riverpod.dart';\nimport 'package:dio/dio.dart';\nfinal dioProvider = Provider<Dio>((ref) => Dio(BaseOptions(baseUrl: 'https://api.deepseek.com')));\n",
            "lib/desk.dart": "import 'package:riverpod/riverpod.dart';\nimport 'providers.dart';\nclass Desk { final Ref ref; Desk(this.ref); Future ask() => ref.read(dioProvider).post('/chat/completions', data: {}); }\n",
        },
    ),
    "Dart class that a container has": (
        "lib/desk.dart",
        {
            "lib/conf.dart": "class Conf { final String host; Conf(this.host); }\n",
            "lib/locator.dart": "import 'package:get_it/get_it.dart';\nimport 'conf.dart';\nvoid setup() { GetIt.I.registerSingleton(Conf('https://api.deepseek.com')); }\n",
            "lib/desk.dart": "import 'package:http/http.dart' as http;\nimport 'package:get_it/get_it.dart';\nimport 'conf.dart';\nclass Desk { final Conf conf = GetIt.I.get<Conf>(); Future ask() => http.post(Uri.parse('${conf.host}/chat/completions'), body: '{}'); }\n",
        },
    ),
    "Dart class that the context has": (
        "lib/desk.dart",
        {
            "lib/desk.dart": "import 'package:http/http.dart' as http;\nimport 'package:provider/provider.dart';\nimport 'package:flutter/material.dart';\nclass Conf { final String host; Conf(this.host); }\nWidget app() => Provider<Conf>(create: (_) => Conf('https://api.deepseek.com'), child: Desk());\nclass Desk { Future ask(BuildContext context) => http.post(Uri.parse(context.read<Conf>().host + '/chat/completions'), body: '{}'); }\n",
        },
    ),
    "PHP configuration of Hyperf": (
        "app/Desk.php",
        {
            "config/autoload/chat.php": "<?php\nreturn ['host' => 'https://api.deepseek.com'];\n",
            "app/Desk.php": "<?php\nnamespace App;\nuse GuzzleHttp\\Client;\nuse Hyperf\\Contract\\ConfigInterface;\nclass Desk { public function __construct(private ConfigInterface $config) {}\n public function ask(array $b) { return (new Client())->post($this->config->get('chat.host') . '/chat/completions', ['json' => $b]); } }\n",
        },
    ),
}


def served(path: str, files: Mapping[str, str]) -> set[str | None]:
    """Who serves the calls of one file."""
    return {hit.vendor for hit in Samples(files).hits(path) if hit.kind in ("call", "http")}


@pytest.mark.parametrize("form", FORMS)
def test_the_client_is_followed(form: str) -> None:
    assert served(*FORMS[form]) == {"deepseek"}


def test_a_container_without_the_client_leaves_open_who_serves() -> None:
    files = {"Desk.cs": "using OpenAI.Chat;\nclass Desk(ChatClient gate) { object Ask(string q) => gate.CompleteChat(q); }\n"}
    assert served("Desk.cs", files) == {"configurable"}


HANDED = """using System.Net.Http;
namespace Demo;
public static class Names { public const string Kimi = "kimi"; }
class Named(IHttpClientFactory makers) { object Ask(HttpContent c) => makers.CreateClient("deep").PostAsync("/chat/completions", c); }
class Constant(IHttpClientFactory makers) { object Ask(HttpContent c) => makers.CreateClient(Names.Kimi).PostAsync("/chat/completions", c); }
class Plain(IHttpClientFactory makers) { object Ask(HttpContent c) => makers.CreateClient("plain").PostAsync("/v1/chat/completions", c); }
class Chained { private readonly HttpClient _http; public Chained(HttpClient http, ILog log) { _http = http; }
object Ask(HttpContent c) => _http.PostAsync("/chat/completions", c); }
class Typed(HttpClient http) { object Ask(HttpContent c) => http.PostAsync("/chat/completions", c); }
class Unprepared(HttpClient http) { object Ask(HttpContent c) => http.PostAsync("/v1/chat/completions", c); }
"""
PREPARED = """using Demo;
var b = WebApplication.CreateBuilder(args);
b.Services.AddHttpClient("deep", (sp, c) => { c.BaseAddress = new Uri("https://api.deepseek.com"); });
b.Services.AddHttpClient(Names.Kimi, c => c.BaseAddress = new Uri("https://api.moonshot.cn/v1/"));
b.Services.AddHttpClient("plain", c => { c.Timeout = TimeSpan.FromSeconds(3); });
b.Services.AddHttpClient<IChained, Chained>().ConfigureHttpClient(c => c.BaseAddress = new Uri("https://open.bigmodel.cn"));
b.Services.AddHttpClient<Typed>(Setup).AddStandardResilienceHandler();
static void Setup(IServiceProvider p, HttpClient c) { c.BaseAddress = new Uri("https://api.siliconflow.cn"); }
"""


def test_a_client_is_prepared_for_who_asks_for_it_and_for_nobody_else() -> None:
    hits = Samples({"Program.cs": PREPARED, "Desk.cs": HANDED}).hits("Desk.cs")
    served = {hit.location.line: hit.vendor for hit in hits if hit.vendor != "configurable"}
    assert served == {4: "deepseek", 5: "moonshot", 8: "zhipu", 9: "siliconflow"}


def test_a_setting_of_another_class_is_not_taken() -> None:
    path, files = FORMS["Java class that the configuration fills"]
    other = files | {"src/main/resources/application.yml": "your:\n  chat:\n    base-url: https://api.deepseek.com\n"}
    assert served(path, other) == {"configurable"}


def test_what_extends_a_type_calls_what_the_type_has() -> None:
    code = "package demo\nimport com.aallam.openai.client.OpenAI\nsuspend fun OpenAI.ask(r: Any) = chatCompletion(r)\nfun ask(r: Any) = chatCompletion(r)\n"
    assert [hit.location.line for hit in Samples({"Desk.kt": code}).hits("Desk.kt") if hit.kind == "call"] == [3]


@pytest.mark.parametrize(
    ("path", "files"),
    [
        pytest.param(
            "Desk.kt",
            {
                "other/Texts.kt": 'package other\nfun String.chatUrl() = this + "/chat/completions"\n',
                "Desk.kt": "package demo\nimport okhttp3.*\nfun ask(http: OkHttpClient, b: RequestBody) =\n"
                '  http.newCall(Request.Builder().url("https://api.deepseek.com".chatUrl()).post(b).build()).execute()\n',
            },
            id="a Kotlin function of another package",
        ),
        pytest.param(
            "lib/desk.dart",
            {
                "lib/texts.dart": "extension Texts on String { String get chat => this + '/chat/completions'; }\n",
                "lib/desk.dart": "import 'package:http/http.dart' as http;\nask() => http.post(Uri.parse('https://api.deepseek.com'.chat));\n",
            },
            id="a Dart library that is not imported",
        ),
        pytest.param(
            "Desk.swift",
            {
                "Numbers.swift": 'extension Int { var chat: String { "https://api.deepseek.com/chat/completions" } }\n',
                "Desk.swift": 'import Foundation\nfunc ask() { var r = URLRequest(url: URL(string: "https://example.com".chat)!)\nr.httpMethod = "POST"\n'
                "URLSession.shared.dataTask(with: r).resume() }\n",
            },
            id="another type of Swift",
        ),
    ],
)
def test_what_extends_something_else_is_no_member_of_a_text(path: str, files: dict[str, str]) -> None:
    assert served(path, files) <= {"configurable"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"other/app.js": "App({ globalData: { host: 'https://api.deepseek.com' } })\n", "pages/ask.js": "const app = getApp()\n"},
            id="another app",
        ),
        pytest.param(
            {"app.js": "Page({ globalData: { host: 'https://api.deepseek.com' } })\n", "pages/ask.js": "const app = getApp()\n"},
            id="no app",
        ),
        pytest.param(
            {"app.js": "App({ globalData: { host: 'https://api.deepseek.com' } })\n", "pages/ask.js": "const app = other()\n"},
            id="not asked for",
        ),
    ],
)
def test_data_of_no_app_around_is_not_taken(files: dict[str, str]) -> None:
    code = "Page({ ask() { wx.request({ url: app.globalData.host + '/chat/completions', method: 'POST' }) } })\n"
    assert "deepseek" not in served("pages/ask.js", files | {"pages/ask.js": files["pages/ask.js"] + code})


@pytest.mark.parametrize(
    ("path", "files"),
    [
        pytest.param(
            "main.go",
            {
                "main.go": 'package main\nimport ("net/http"; "github.com/spf13/viper")\ntype Conf struct { Host string `mapstructure:"host"` }\n'
                'type Other struct { Host string `mapstructure:"host"` }\nvar c Conf\nvar o Other\n'
                'func main() { viper.UnmarshalKey("chat", &o); http.Post(c.Host+"/chat/completions", "application/json", nil) }\n',
                "config.yaml": "chat:\n  host: https://api.deepseek.com\n",
            },
            id="another struct of Go",
        ),
        pytest.param(
            "Desk.cs",
            {
                "Desk.cs": "using System.Net.Http;\nusing Microsoft.Extensions.Configuration;\nclass Mine { public string Host { get; set; } }\n"
                "class Other { public string Host { get; set; } }\nclass Desk(IConfiguration conf, Mine m) { object Ask(HttpClient h, HttpContent c) {\n"
                'var o = conf.GetSection("Chat").Get<Other>(); return h.PostAsync(m.Host + "/chat/completions", c); } }\n',
                "appsettings.json": '{"Chat": {"Host": "https://api.deepseek.com"}}',
            },
            id="another class of C#",
        ),
        pytest.param(
            "Desk.java",
            {
                "build.gradle": 'android { defaultConfig { buildConfigField "String", "OTHER", "\\"https://api.deepseek.com\\"" } }\n',
                "Desk.java": "package demo;\nimport okhttp3.*;\nclass Desk { Object ask(OkHttpClient http, RequestBody b) throws Exception {\n"
                'return http.newCall(new Request.Builder().url(BuildConfig.HOST + "/chat/completions").post(b).build()).execute(); } }\n',
            },
            id="another field of the build",
        ),
    ],
)
def test_settings_of_something_else_are_not_taken(path: str, files: dict[str, str]) -> None:
    assert served(path, files) == {"configurable"}
