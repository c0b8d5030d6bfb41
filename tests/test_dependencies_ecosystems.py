"""Manifests and lock files beside Python's and JavaScript's, where one can be had held against a second reading of the same text."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import yaml
from test_dependencies import packages, put, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def short(folder: Path, files: Mapping[str, str], path: str = "") -> list[tuple[int, str, str, str]]:
    """(line, address, scope, relation)."""
    return [(line, name, scope, relation) for at, line, name, _, scope, relation in rows(folder, files) if path in ("", at)]


# ---- Maven

PARENT = """\
<project>
  <groupId>org.sample</groupId>
  <artifactId>above</artifactId>
  <version>1.0</version>
  <properties>
    <kit.version>2.5</kit.version>
  </properties>
  <modules><module>app</module></modules>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>org.kit</groupId>
        <artifactId>kit-core</artifactId>
        <version>${kit.version}</version>
      </dependency>
      <dependency>
        <groupId>org.sample</groupId>
        <artifactId>bom</artifactId>
        <version>1.0</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
</project>
"""
BOM = PARENT.replace("above", "bom").replace("kit-core", "from-bom").replace("<scope>import</scope>", "")
APP = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent>
    <groupId>org.sample</groupId>
    <artifactId>above</artifactId>
    <version>1.0</version>
  </parent>
  <artifactId>app</artifactId>
  <dependencies>
    <dependency>
      <groupId>org.kit</groupId>
      <artifactId>kit-core</artifactId>
    </dependency>
    <dependency>
      <groupId>${project.groupId}</groupId>
      <artifactId>lib</artifactId>
      <version>${project.version}</version>
      <exclusions><exclusion><groupId>org.bad</groupId><artifactId>bad</artifactId></exclusion></exclusions>
    </dependency>
    <dependency>
      <groupId>org.kit</groupId>
      <artifactId>from-bom</artifactId>
      <scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.kit</groupId>
      <artifactId>open</artifactId>
      <version>${nobody.knows}</version>
    </dependency>
  </dependencies>
  <build><plugins><plugin><dependencies><dependency>
    <groupId>org.plug</groupId><artifactId>in</artifactId>
  </dependency></dependencies></plugin></plugins></build>
</project>
"""


def test_pom(tmp_path: Path) -> None:
    files = {"pom.xml": PARENT, "bom/pom.xml": BOM, "app/pom.xml": APP}
    assert short(tmp_path, files) == [
        (10, "pkg:maven/org.kit/kit-core@2.5", "runtime", "direct"),
        (14, "pkg:maven/org.sample/lib@1.0", "runtime", "direct"),
        (20, "pkg:maven/org.kit/from-bom@2.5", "test", "direct"),
        (25, "pkg:maven/org.kit/open", "runtime", "direct"),
    ]
    space = "{http://maven.apache.org/POM/4.0.0}"
    theirs = ElementTree.fromstring(APP).findall(f"{space}dependencies/{space}dependency/{space}artifactId")
    assert [one.name.partition(":")[2] for one in packages(tmp_path)[0]] == [element.text for element in theirs]


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    one = "<project><parent><artifactId>b</artifactId><relativePath>../b</relativePath></parent><artifactId>a</artifactId></project>"
    other = one.replace("../b", "../a").replace("Id>b<", "Id>c<").replace("Id>a<", "Id>b<").replace("Id>c<", "Id>a<")
    found, problems = packages(put(tmp_path, {"a/pom.xml": one, "b/pom.xml": other}))
    assert found == ()
    assert {one.reason for one in problems} == {"cut"}


def test_properties_that_name_each_other_end(tmp_path: Path) -> None:
    pom = """<project><properties><a>${b}${b}</a><b>${a}${a}</b></properties><dependencies><dependency>
    <groupId>g</groupId><artifactId>x</artifactId><version>${a}</version></dependency></dependencies></project>"""
    assert [name for _, name, *_ in short(tmp_path, {"pom.xml": pom})] == ["pkg:maven/g/x"]


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE p [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><project><artifactId>&b;</artifactId></project>'
    found, problems = packages(put(tmp_path, {"pom.xml": bomb, "a.csproj": bomb}))
    assert found == ()
    assert {(one.path, one.reason) for one in problems} == {("pom.xml", "cut"), ("a.csproj", "cut")}


# ---- Gradle

GRADLE = """\
def kitVersion = '2.5'
// implementation 'org.not:seen:1'
dependencies {
    implementation "org.kit:kit-core:$kitVersion"
    testImplementation('org.kit:kit-test:1.0')
    api group: 'org.kit', name: 'kit-api', version: '3'
    implementation platform('org.kit:bom:1.0')
    implementation libs.kit.extra
    implementation(libs.bundles.both)
    implementation project(':own')
    kapt "org.kit:gen:${kitVersion}"
    runtimeOnly 'org.kit:any:1.+'
}
"""
CATALOGUE = """\
[versions]
kit = "2.5"

[libraries]
kit-extra = { module = "org.kit:extra", version.ref = "kit" }
kit-more = "org.kit:more:4.0"

[bundles]
both = ["kit-extra", "kit-more"]
"""


def test_gradle(tmp_path: Path) -> None:
    files = {"app/build.gradle": GRADLE, "gradle/libs.versions.toml": CATALOGUE}
    assert short(tmp_path, files, "app/build.gradle") == [
        (4, "pkg:maven/org.kit/kit-core@2.5", "runtime", "direct"),
        (5, "pkg:maven/org.kit/kit-test@1.0", "test", "direct"),
        (6, "pkg:maven/org.kit/kit-api@3", "runtime", "direct"),
        (7, "pkg:maven/org.kit/bom@1.0", "runtime", "direct"),
        (8, "pkg:maven/org.kit/extra@2.5", "runtime", "direct"),
        (9, "pkg:maven/org.kit/more@4.0", "runtime", "direct"),
        (11, "pkg:maven/org.kit/gen@2.5", "build", "direct"),
        (12, "pkg:maven/org.kit/any", "runtime", "direct"),
    ]
    assert [line for line, *_ in short(tmp_path, {}, "gradle/libs.versions.toml")] == [5, 6]


def test_gradle_lock(tmp_path: Path) -> None:
    text = "# generated\norg.kit:kit-core:2.5=compileClasspath,testRuntimeClasspath\norg.kit:kit-test:1.0=testRuntimeClasspath\nempty=\n"
    assert short(tmp_path, {"gradle.lockfile": text}) == [
        (2, "pkg:maven/org.kit/kit-core@2.5", "runtime", "unknown"),
        (3, "pkg:maven/org.kit/kit-test@1.0", "test", "unknown"),
    ]


# ---- Go

GO_MOD = """\
module example.org/sample

go 1.22

require example.org/one v1.0.0

require (
	example.org/two/v2 v2.1.0 // indirect
	"example.org/three" v0.1.0
	example.org/own v0.0.0
)

replace example.org/three => example.org/fork v0.2.0

replace example.org/own => ./own

exclude example.org/bad v1.0.0
"""


def test_go(tmp_path: Path) -> None:
    lines = ("one v1.0.0 h1:a", "one v1.0.0/go.mod h1:b", "deep v3.0.0 h1:c", "seen v1.0.0/go.mod h1:d")
    sums = "".join(f"example.org/{line}\n" for line in lines)
    files = {"go.mod": GO_MOD, "go.sum": sums}
    assert short(tmp_path, files) == [
        (5, "pkg:golang/example.org/one@v1.0.0", "runtime", "direct"),
        (8, "pkg:golang/example.org/two/v2@v2.1.0", "runtime", "transitive"),
        (9, "pkg:golang/example.org/fork@v0.2.0", "runtime", "direct"),
        (9, "pkg:golang/example.org/three@v0.1.0", "runtime", "direct"),
        (10, "pkg:golang/example.org/own@v0.0.0", "runtime", "direct"),
        (3, "pkg:golang/example.org/deep@v3.0.0", "runtime", "transitive"),
    ]


# ---- .NET

CSPROJ = """\
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><KitVersion>1.2.3</KitVersion></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Kit.Core" Version="$(KitVersion)" />
    <PackageReference Include="Kit.Central" />
    <PackageReference Include="Kit.Nested"><Version>2.0</Version></PackageReference>
    <PackageReference Include="Kit.Any" Version="3.*" PrivateAssets="all" />
    <ProjectReference Include="../Own/Own.csproj" />
    <!-- <PackageReference Include="Kit.Not" Version="1.0" /> -->
  </ItemGroup>
</Project>
"""
CENTRAL = '<Project><ItemGroup><PackageVersion Include="Kit.Central" Version="4.5.6" /></ItemGroup></Project>\n'


def test_dotnet(tmp_path: Path) -> None:
    files = {
        "src/Sample.csproj": CSPROJ,
        "Directory.Packages.props": CENTRAL,
        "old/packages.config": '<packages>\n  <package id="Kit.Old" version="1.0.0" />\n</packages>\n',
        "src/packages.lock.json": json.dumps(
            {
                "version": 1,
                "dependencies": {
                    "net8.0": {
                        "Kit.Core": {"type": "Direct", "resolved": "1.2.3"},
                        "Kit.Deep": {"type": "Transitive", "resolved": "9.0.0"},
                        "own": {"type": "Project"},
                    }
                },
            },
            indent=2,
        ),
    }
    assert rows(tmp_path, files) == [
        ("old/packages.config", 2, "pkg:nuget/Kit.Old@1.0.0", "1.0.0", "runtime", "direct"),
        ("src/Sample.csproj", 4, "pkg:nuget/Kit.Core@1.2.3", "1.2.3", "runtime", "direct"),
        ("src/Sample.csproj", 5, "pkg:nuget/Kit.Central@4.5.6", "4.5.6", "runtime", "direct"),
        ("src/Sample.csproj", 6, "pkg:nuget/Kit.Nested@2.0", "2.0", "runtime", "direct"),
        ("src/Sample.csproj", 7, "pkg:nuget/Kit.Any", "3.*", "build", "direct"),
        ("src/packages.lock.json", 5, "pkg:nuget/Kit.Core@1.2.3", "", "runtime", "direct"),
        ("src/packages.lock.json", 9, "pkg:nuget/Kit.Deep@9.0.0", "", "runtime", "transitive"),
    ]


# ---- PHP


def test_composer(tmp_path: Path) -> None:
    lock = {
        "packages": [{"name": "Kit/Core", "version": "v1.2.3", "authors": [{"name": "A"}]}, {"name": "kit/deep", "version": "2.0"}],
        "packages-dev": [{"name": "kit/test", "version": "3.0"}],
    }
    files = {
        "composer.json": '{\n  "require": {\n    "php": "^8",\n    "ext-json": "*",\n    "kit/core": "^1"\n  }\n}\n',
        "composer.lock": json.dumps(lock, indent=4),
    }
    assert short(tmp_path, files) == [
        (5, "pkg:composer/kit/core", "runtime", "direct"),
        (4, "pkg:composer/kit/core@1.2.3", "runtime", "direct"),
        (13, "pkg:composer/kit/deep@2.0", "runtime", "transitive"),
        (19, "pkg:composer/kit/test@3.0", "dev", "transitive"),
    ]


# ---- Ruby

GEMFILE = """\
source "https://rubygems.org"
gem "rails", "~> 7.0", ">= 7.0.1"
gem "kit" # gem "not"
group :development, :test do
  gem 'rspec'
end
group :test do
  platforms :ruby do
    gem "capybara"
  end
end
gem "debug", group: :development
"""
GEMFILE_LOCK = """\
PATH
  remote: .
  specs:
    own (0.1.0)

GEM
  remote: https://rubygems.org/
  specs:
    kit (1.0.0)
      deep (>= 1)
    deep (2.0.0)

DEPENDENCIES
  kit
  own!
"""


def test_ruby(tmp_path: Path) -> None:
    spec = 'Gem::Specification.new do |s|\n  s.add_dependency "kit", ">= 1"\n  s.add_development_dependency("rake")\nend\n'
    assert rows(tmp_path, {"Gemfile": GEMFILE, "Gemfile.lock": GEMFILE_LOCK, "own.gemspec": spec}) == [
        ("Gemfile", 2, "pkg:gem/rails", "~> 7.0, >= 7.0.1", "runtime", "direct"),
        ("Gemfile", 3, "pkg:gem/kit", "", "runtime", "direct"),
        ("Gemfile", 5, "pkg:gem/rspec", "", "dev", "direct"),
        ("Gemfile", 9, "pkg:gem/capybara", "", "test", "direct"),
        ("Gemfile", 12, "pkg:gem/debug", "", "dev", "direct"),
        ("Gemfile.lock", 9, "pkg:gem/kit@1.0.0", "", "runtime", "direct"),
        ("Gemfile.lock", 11, "pkg:gem/deep@2.0.0", "", "runtime", "transitive"),
        ("own.gemspec", 2, "pkg:gem/kit", ">= 1", "runtime", "direct"),
        ("own.gemspec", 3, "pkg:gem/rake", "", "dev", "direct"),
    ]


# ---- Rust

CARGO = """\
[package]
name = "sample"

[dependencies]
serde = { version = "1", features = ["derive"] }
own = { path = "../own" }
json = { package = "serde_json", version = "1.0", optional = true }

[dependencies.tokio]
version = "1.38"

[dev-dependencies]
insta = "1"

[target.'cfg(unix)'.dependencies]
nix = "0.29"

[workspace.dependencies]
rand = "0.8"
"""
CARGO_LOCK = """\
version = 3

[[package]]
name = "sample"
version = "0.1.0"
dependencies = ["serde", "rand 0.8.5"]

[[package]]
name = "serde"
version = "1.0.200"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "libc"
version = "0.2.1"
source = "registry+https://github.com/rust-lang/crates.io-index"
"""


def test_cargo(tmp_path: Path) -> None:
    assert short(tmp_path, {"Cargo.toml": CARGO}) == [
        (5, "pkg:cargo/serde", "runtime", "direct"),
        (7, "pkg:cargo/serde_json", "optional", "direct"),
        (9, "pkg:cargo/tokio", "runtime", "direct"),
        (13, "pkg:cargo/insta", "dev", "direct"),
        (16, "pkg:cargo/nix", "runtime", "direct"),
        (19, "pkg:cargo/rand", "runtime", "direct"),
    ]


def test_cargo_lock(tmp_path: Path) -> None:
    assert short(tmp_path, {"Cargo.lock": CARGO_LOCK}) == [
        (8, "pkg:cargo/serde@1.0.200", "runtime", "direct"),
        (13, "pkg:cargo/libc@0.2.1", "runtime", "transitive"),
    ]
    theirs = [(one["name"], one["version"]) for one in tomllib.loads(CARGO_LOCK)["package"] if "source" in one]
    assert [(one.name, one.version) for one in packages(tmp_path)[0]] == theirs


# ---- Dart, Swift, HarmonyOS

PUBSPEC = (
    "name: sample\ndependencies:\n  flutter:\n    sdk: flutter\n  http: ^1.2.0\n  own: {path: ../own}\ndev_dependencies:\n  test: any\n"
)
PUBSPEC_LOCK = """\
packages:
  http:
    dependency: "direct main"
    source: hosted
    version: "1.2.0"
  meta:
    dependency: transitive
    source: hosted
    version: "1.10"
  sky_engine:
    dependency: transitive
    source: sdk
    version: "0.0.99"
"""


def test_pub(tmp_path: Path) -> None:
    assert short(tmp_path, {"pubspec.yaml": PUBSPEC, "pubspec.lock": PUBSPEC_LOCK}) == [
        (2, "pkg:pub/http@1.2.0", "runtime", "direct"),
        (6, "pkg:pub/meta@1.10", "runtime", "transitive"),
        (5, "pkg:pub/http", "runtime", "direct"),
        (8, "pkg:pub/test", "dev", "direct"),
    ]
    theirs = yaml.load(PUBSPEC_LOCK, yaml.BaseLoader)["packages"]
    assert {(one.name, one.version) for one in packages(tmp_path)[0] if one.version} == {
        (name, one["version"]) for name, one in theirs.items() if one["source"] == "hosted"
    }


@pytest.mark.parametrize(
    "document",
    [
        {"pins": [{"identity": "kit", "location": "https://github.com/o/kit.git", "state": {"version": "1.2.3"}}], "version": 2},
        {
            "object": {"pins": [{"package": "Kit", "repositoryURL": "git@github.com:o/kit.git", "state": {"version": "1.2.3"}}]},
            "version": 1,
        },
    ],
    ids=["2", "1"],
)
def test_swift(tmp_path: Path, document: object) -> None:
    text = json.dumps(document, indent=2)
    line = next(number for number, one in enumerate(text.splitlines(), 1) if re.search('"(identity|package)"', one))
    assert short(tmp_path, {"Package.resolved": text}) == [(line, "pkg:swift/github.com/o/kit@1.2.3", "runtime", "unknown")]


def test_pods(tmp_path: Path) -> None:
    text = 'PODS:\n  - Kit (1.0):\n    - Kit/Core (= 1.0)\n  - Kit/Core (1.0)\n  - "Deep+One (2.0)"\n\nDEPENDENCIES:\n  - Kit (~> 1)\n'
    assert short(tmp_path, {"Podfile.lock": text}) == [
        (2, "pkg:cocoapods/Kit@1.0", "runtime", "direct"),
        (5, "pkg:cocoapods/Deep%2BOne@2.0", "runtime", "transitive"),
    ]


def test_harmony(tmp_path: Path) -> None:
    text = """{
  // kit
  'dependencies': {
    '@ohos/axios': '^2.2.0',
    own: 'file:../own',
  },
  devDependencies: {
    hypium: '1.0.6'
  }
}
"""
    assert short(tmp_path, {"oh-package.json5": text}) == [
        (4, "pkg:ohpm/%40ohos/axios", "runtime", "direct"),
        (8, "pkg:ohpm/hypium", "dev", "direct"),
    ]


# ---- bad input for each of them

NAMES = (
    "pom.xml", "a.csproj", "packages.config", "Directory.Packages.props", "packages.lock.json", "composer.json", "composer.lock",
    "Cargo.toml", "Cargo.lock", "libs.versions.toml", "pubspec.yaml", "pubspec.lock", "Package.resolved", "oh-package.json5",
    "oh-package-lock.json5", "poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "Pipfile", "Pipfile.lock", "pyproject.toml",
    "package.json", "package-lock.json", "pnpm-lock.yaml", "bun.lock", "setup.py", "setup.cfg", "environment.yml", "yarn.lock",
    "build.gradle", "gradle.lockfile", "go.mod", "go.sum", "Gemfile", "Gemfile.lock", "a.gemspec", "requirements.txt", "Podfile.lock",
    "deno.json", "deno.lock", "import_map.json", "go.work", "go.work.sum", "ivy.xml", "build.sbt", "project/Dependencies.scala",
    "paket.dependencies", "paket.lock", "Package.swift", "Podfile", "Cartfile", "Cartfile.resolved", "conanfile.txt", "conanfile.py",
    "conan.lock", "vcpkg.json", "bom.json", "bom.xml", "own.spdx",
)  # fmt: skip
JUNK = (
    "",
    "\x00\x01",
    "{",
    "[[package",
    "<project><dependencies><dependency>",
    "a: &a [*a]\ndependencies: *a\n",
    "}" * 50,
    "'''",
    "- " * 40,
)


@pytest.mark.parametrize("name", NAMES)
def test_junk_is_at_most_a_problem(tmp_path: Path, name: str) -> None:
    for number, junk in enumerate(JUNK):
        _, problems = packages(put(tmp_path / str(number), {name: junk}))
        assert [one for one in problems if one.reason == "crash"] == []
