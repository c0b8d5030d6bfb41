# ruff: noqa: E501
"""Addresses that are put together part by part: what each language's builders, copies and fields make of them."""

from __future__ import annotations

import pytest
from in_memory import Samples

from scanner.evaluate.urls import with_part
from scanner.evaluate.values import Text

SENT: dict[str, tuple[str, str]] = {
    "Go: a path that is set": (
        "a.go",
        'package a\nimport ("net/http"; "net/url"; "strings")\nfunc Ask() { u, _ := url.Parse("https://api.deepseek.com"); u.Path = "/chat/completions"; http.Post(u.String(), "application/json", strings.NewReader("{}")) }\n',
    ),
    "Go: steps behind it": (
        "a.go",
        'package a\nimport ("net/http"; "net/url"; "strings")\nfunc Ask() { u, _ := url.Parse("https://api.deepseek.com"); u = u.JoinPath("chat", "completions"); http.Post(u.String(), "application/json", strings.NewReader("{}")) }\n',
    ),
    "JavaScript: a path that is set": (
        "a.js",
        'export async function ask() { const u = new URL("https://api.deepseek.com"); u.pathname = "/chat/completions"; return fetch(u, {method:"POST", body:"{}"}); }',
    ),
    "C#: a builder with an initialiser": (
        "a.cs",
        'using System.Net.Http;\nclass A { object Ask(HttpClient h, HttpContent c) { var b = new UriBuilder("https://api.deepseek.com") { Path = "/chat/completions" }; return h.PostAsync(b.Uri, c); } }',
    ),
    "Kotlin: a builder from nothing": (
        "A.kt",
        'package a\nimport okhttp3.*\nclass A(val http: OkHttpClient) { fun ask(b: RequestBody) { val u = HttpUrl.Builder().scheme("https").host("api.deepseek.com").addPathSegments("chat/completions").build()\n http.newCall(Request.Builder().url(u).post(b).build()).execute() } }',
    ),
    "Kotlin: a builder from an address": (
        "A.kt",
        'package a\nimport okhttp3.*\nimport okhttp3.HttpUrl.Companion.toHttpUrl\nclass A(val http: OkHttpClient) { fun ask(b: RequestBody) { val u = "https://api.deepseek.com".toHttpUrl().newBuilder().addPathSegment("chat").addPathSegment("completions").build()\n http.newCall(Request.Builder().url(u).post(b).build()).execute() } }',
    ),
    "Java: a builder from a text": (
        "A.java",
        'import org.springframework.web.client.RestTemplate;\nimport org.springframework.web.util.UriComponentsBuilder;\nclass A { RestTemplate t; Object ask(Object b) { return t.postForObject(UriComponentsBuilder.fromHttpUrl("https://api.deepseek.com").path("/chat/completions").build().toUri(), b, String.class); } }',
    ),
    "Dart: parts by name": (
        "a.dart",
        "import 'package:http/http.dart' as http;\nFuture ask(b) => http.post(Uri(scheme: 'https', host: 'api.deepseek.com', path: '/chat/completions'), body: b);",
    ),
    "Dart: host and path": (
        "a.dart",
        "import 'package:http/http.dart' as http;\nFuture ask(b) => http.post(Uri.https('api.deepseek.com', '/chat/completions'), body: b);",
    ),
    "Dart: another path": (
        "a.dart",
        "import 'package:http/http.dart' as http;\nFuture ask(b) => http.post(Uri.parse('https://api.deepseek.com').replace(path: '/chat/completions'), body: b);",
    ),
    "Swift: a path that is set": (
        "a.swift",
        'import Foundation\nfunc ask() async throws { var parts = URLComponents(string: "https://api.deepseek.com")!\n parts.path = "/chat/completions"\n var r = URLRequest(url: parts.url!); r.httpMethod = "POST"; _ = try await URLSession.shared.data(for: r) }',
    ),
    "Swift: all parts that are set": (
        "a.swift",
        'import Foundation\nfunc ask() async throws { var parts = URLComponents()\n parts.scheme = "https"\n parts.host = "api.deepseek.com"\n parts.path = "/chat/completions"\n guard let u = parts.url else { return }\n var r = URLRequest(url: u); r.httpMethod = "POST"; _ = try await URLSession.shared.data(for: r) }',
    ),
    "Swift: a query that is set": (
        "a.swift",
        'import Foundation\nfunc ask() async throws { var parts = URLComponents(string: "https://api.deepseek.com/chat/completions")!\n parts.queryItems = []\n var r = URLRequest(url: parts.url!); r.httpMethod = "POST"; _ = try await URLSession.shared.data(for: r) }',
    ),
    "Python: parts of a tuple": (
        "a.py",
        'import requests\nfrom urllib.parse import urlunsplit, urlparse\ndef ask(b):\n  return requests.post(urlunsplit(("https","api.deepseek.com","/chat/completions","","")), json=b)\n',
    ),
    "Python: another path": (
        "a.py",
        'import requests\nfrom urllib.parse import urlparse\ndef ask(b):\n  return requests.post(urlparse("https://api.deepseek.com")._replace(path="/chat/completions").geturl(), json=b)\n',
    ),
    "Python: a copy with another path": (
        "a.py",
        'import httpx\ndef ask(b):\n  return httpx.post(httpx.URL("https://api.deepseek.com").copy_with(path="/chat/completions"), json=b)\n',
    ),
    "PHP: another path": (
        "a.php",
        '<?php\nuse GuzzleHttp\\Client; use GuzzleHttp\\Psr7\\Uri;\nfunction ask($b) { (new Client())->post((new Uri("https://api.deepseek.com"))->withPath("/chat/completions"), ["json" => $b]); }',
    ),
    "Ruby: a path that is set": (
        "a.rb",
        'require "net/http"\ndef ask(b)\n  u = URI.parse("https://api.deepseek.com")\n  u.path = "/chat/completions"\n  Net::HTTP.post(u, b)\nend\n',
    ),
    "Ruby: parts by name": (
        "a.rb",
        'require "net/http"\ndef ask(b)\n  u = URI::HTTPS.build(host: "api.deepseek.com", path: "/chat/completions")\n  Net::HTTP.post(u, b)\nend\n',
    ),
    "Rust: a path that is set": (
        "a.rs",
        'async fn ask() { let mut u = reqwest::Url::parse("https://api.deepseek.com").unwrap(); u.set_path("/chat/completions"); reqwest::Client::new().post(u).json(&x).send().await; }',
    ),
    "Java: a function that is given a builder": (
        "A.java",
        'import org.springframework.web.reactive.function.client.WebClient;\nclass A { WebClient w = WebClient.builder().baseUrl("https://api.deepseek.com").build(); Object ask(Object b) { return w.post().uri(u -> u.path("/chat/completions").queryParam("a", 1).build()).bodyValue(b).retrieve().bodyToMono(String.class); } }',
    ),
    "Java: a function that is given a builder, with a host": (
        "A.java",
        'import org.springframework.web.reactive.function.client.WebClient;\nclass A { WebClient w = WebClient.create(); Object ask(Object b) { return w.post().uri(u -> u.scheme("https").host("api.deepseek.com").path("/chat/completions").build()).bodyValue(b).retrieve().bodyToMono(String.class); } }',
    ),
    "Java: setters of a builder": (
        "A.java",
        'import org.apache.http.client.methods.HttpPost;\nimport org.apache.http.client.utils.URIBuilder;\nimport org.apache.http.impl.client.CloseableHttpClient;\nclass A { Object ask(CloseableHttpClient c) throws Exception { HttpPost p = new HttpPost(new URIBuilder("https://api.deepseek.com").setPath("/chat/completions").build()); return c.execute(p); } }',
    ),
    "Java: an address from there": (
        "A.java",
        'import java.net.URI;\nimport java.net.http.*;\nclass A { Object ask(HttpClient c) throws Exception { return c.send(HttpRequest.newBuilder(URI.create("https://api.deepseek.com").resolve("/chat/completions")).POST(HttpRequest.BodyPublishers.ofString("{}")).build(), HttpResponse.BodyHandlers.ofString()); } }',
    ),
    "Kotlin: steps behind it": (
        "A.kt",
        'package a\nimport android.net.Uri\nimport okhttp3.*\nclass A(val http: OkHttpClient) { fun ask(b: RequestBody) { val u = Uri.parse("https://api.deepseek.com").buildUpon().appendPath("chat").appendPath("completions").build().toString()\n http.newCall(Request.Builder().url(u).post(b).build()).execute() } }',
    ),
    "Go: an address from there": (
        "a.go",
        'package a\nimport ("net/http"; "net/url"; "strings")\nfunc Ask() { u, _ := url.Parse("https://api.deepseek.com"); r := u.ResolveReference(&url.URL{Path: "/chat/completions"}); http.Post(r.String(), "application/json", strings.NewReader("{}")) }\n',
    ),
    "JavaScript: a path that is set, and a query": (
        "a.js",
        'export async function ask() { const u = new URL("https://api.deepseek.com"); u.pathname = "/chat/completions"; u.searchParams.set("a","b"); return fetch(u.toString(), {method:"POST", body:"{}"}); }',
    ),
    "Python: an address from there": (
        "a.py",
        'import httpx\ndef ask(b):\n  return httpx.post(httpx.URL("https://api.deepseek.com").join("/chat/completions"), json=b)\n',
    ),
    "Objective-C: a path that is set": (
        "A.m",
        '#import <Foundation/Foundation.h>\n@implementation A\n- (void)ask { NSURLComponents *p = [NSURLComponents componentsWithString:@"https://api.deepseek.com"];\n p.path = @"/chat/completions";\nNSMutableURLRequest *r = [NSMutableURLRequest requestWithURL:p.URL];\nr.HTTPMethod = @"POST"; [[NSURLSession.sharedSession dataTaskWithRequest:r] resume]; }\n@end\n',
    ),
    "Objective-C: all parts that are set": (
        "A.m",
        '#import <Foundation/Foundation.h>\n@implementation A\n- (void)ask { NSURLComponents *p = [[NSURLComponents alloc] init]; p.scheme = @"https"; p.host = @"api.deepseek.com";\n p.path = @"/chat/completions";\nNSMutableURLRequest *r = [NSMutableURLRequest requestWithURL:p.URL];\nr.HTTPMethod = @"POST"; [[NSURLSession.sharedSession dataTaskWithRequest:r] resume]; }\n@end\n',
    ),
    "Rust: an address from there": (
        "a.rs",
        'async fn ask(x: &str) -> Result<(), reqwest::Error> { let base = url::Url::parse("https://api.deepseek.com")?; let u = base.join("chat/completions")?; reqwest::Client::new().post(u).json(&x).send().await?; Ok(()) }',
    ),
    "Swift: a path behind it": (
        "a.swift",
        'import Foundation\nfunc ask() async throws { let u = URL(string: "https://api.deepseek.com")!.appending(path: "chat/completions")\n var r = URLRequest(url: u); r.httpMethod = "POST"; _ = try await URLSession.shared.data(for: r) }',
    ),
    "Swift: a path behind it, in place": (
        "a.swift",
        'import Foundation\nfunc ask() async throws { var u = URL(string: "https://api.deepseek.com")!\n u.append(path: "chat/completions")\n u.appendPathComponent("")\n var r = URLRequest(url: u); r.httpMethod = "POST"; _ = try await URLSession.shared.data(for: r) }',
    ),
}


@pytest.mark.parametrize("form", SENT)
def test_the_address_is_the_one_that_is_sent(form: str) -> None:
    path, code = SENT[form]
    told = [(hit.vendor, hit.base_url) for hit in Samples({path: code}).hits(path) if hit.kind == "http"]
    assert told == [("deepseek", "https://api.deepseek.com/chat/completions")]


SILENT: dict[str, tuple[str, str]] = {
    "another name": (
        "a.js",
        'export async function ask(o) { const u = new URL("https://api.deepseek.com"); o.pathname = "/chat/completions"; return fetch(u, {method: "POST", body: "{}"}); }',
    ),
    "set after it was sent": (
        "a.js",
        'export async function ask() { const u = new URL("https://api.deepseek.com"); await fetch(u, {method: "POST", body: "{}"}); u.pathname = "/chat/completions"; }',
    ),
    "in another function": (
        "a.go",
        'package a\nimport ("net/http"; "net/url"; "strings")\nfunc Other() { u, _ := url.Parse("https://a.cn"); u.Path = "/chat/completions" }\nfunc Ask() { u, _ := url.Parse("https://api.deepseek.com"); http.Post(u.String(), "application/json", strings.NewReader("{}")) }\n',
    ),
    "what is appended to a text": (
        "a.swift",
        'import Foundation\nfunc ask() async throws { var s = "https://api.deepseek.com"\n s.append("/chat/completions.txt")\n var r = URLRequest(url: URL(string: "https://api.deepseek.com/models")!); _ = try await URLSession.shared.data(for: r) }',
    ),
    "texts that are joined": ("a.py", 'import requests\nrequests.post(", ".join(["https://api.deepseek.com", "/chat/completions"]))\n'),
}


@pytest.mark.parametrize("form", SILENT)
def test_what_is_set_elsewhere_is_not_taken(form: str) -> None:
    path, code = SILENT[form]
    assert [hit.base_url for hit in Samples({path: code}).hits(path) if hit.kind == "http" and hit.vendor == "deepseek"] == []


@pytest.mark.parametrize(
    ("found", "part", "given", "expected"),
    [
        ("", "scheme", "https", "https://"),
        ("", "host", "a.cn", "https://a.cn"),
        ("http://b.cn/x", "host", "a.cn", "http://a.cn/x"),
        ("https://", "host", "a.cn", "https://a.cn"),
        ("https://b.cn/x", "scheme", "wss:", "wss://b.cn/x"),
        ("https://a.cn/x?q=1", "path", "y", "https://a.cn/y"),
        ("https://a.cn/x/?q=1", "append", "/y", "https://a.cn/x/y"),
        ("https://a.cn/x/", "resolve", "y", "https://a.cn/x/y"),
        ("https://a.cn/x", "resolve", "/y", "https://a.cn/y"),
        ("", "path", "/y", "/y"),
    ],
)
def test_a_part_in_place_of_its_own(found: str, part: str, given: str, expected: str) -> None:
    assert with_part(Text(found), part, Text(given)).text == expected
