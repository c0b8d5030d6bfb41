"""Manifests of Deno, Go workspaces, Ivy, sbt, Paket, Swift, CocoaPods, Carthage, Conan and vcpkg, in words of our own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from in_memory import catalog
from test_dependencies import packages, put, rows
from test_dependencies_ecosystems import short

from scanner.dependencies.use import Code, tied

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("deno.json", '{"tasks": {"npm:kit@1": "npm:kit@1"}, "imports": {"@/": "./src/", "x": "../y.ts"}}', id="folders"),
        pytest.param("go.work", "go 1.22\nuse ./a\nreplace example.org/a => ./a\n", id="folders of Go"),
        pytest.param("build.sbt", 'val share = 100 % 7 % 3\n// "org.kit" % "no" % "1.0"\nval s = "a % b % c"\n', id="remainders"),
        pytest.param("Package.swift", 'let package = Package(dependencies: [.package(path: "../Own")])\n', id="path"),
        pytest.param("Podfile", "pod 'Own', :path => '../Own'\n# pod 'No'\n", id="own pod"),
        pytest.param("Cartfile", '# github "o/no"\ngit "file:///own"\n', id="own framework"),
        pytest.param("conanfile.py", 'requires = "kit/1.0"\nlog.info("kit/1.0")\n', id="no recipe"),
        pytest.param("conanfile.txt", "[generators]\nkit/1.0\n", id="no requirement"),
        pytest.param("paket.dependencies", "source https://example.org\ngithub o/kit file.fs\n// nuget No\n", id="files"),
        pytest.param("vcpkg.json", '{"name": "own", "dependencies": []}', id="nothing"),
    ],
)
def test_what_is_no_package(tmp_path: Path, name: str, text: str) -> None:
    found, problems = packages(put(tmp_path, {name: text}))
    assert (found, problems) == ((), frozenset())


# ---- Deno

DENO = """{
  // our own comment
  "imports": {
    "kit": "npm:@scope/kit@^1.2",
    "@std/x": "jsr:@std/x@1.0.3",
    "far/": "https://deno.land/x/far@v2.0.0/",
    "near": "https://esm.sh/near@3.1.0?target=es2022",
    "@/": "./src/",
  },
  "scopes": {
    "./old/": { "kit": "npm:kit-old@0.9.0/sub" }
  }
}
"""
DENO_4 = {
    "version": "4",
    "specifiers": {"npm:@scope/kit@^1.2": "1.2.4_deep@2.0.0", "jsr:@std/x@1.0.3": "1.0.3", "jsr:@std/inner@1": "1.1.0"},
    "jsr": {"@std/x@1.0.3": {"dependencies": ["jsr:@std/inner@1"]}, "@std/inner@1.1.0": {}},
    "npm": {"@scope/kit@1.2.4_deep@2.0.0": {"dependencies": ["deep"]}, "deep@2.0.0": {}},
    "remote": {
        "https://deno.land/x/far@v2.0.0/mod.ts": "aa",
        "https://deno.land/x/far@v2.0.0/in.ts": "bb",
        "https://example.org/a.ts": "c",
    },
    "workspace": {"dependencies": ["npm:@scope/kit@^1.2"], "members": {"web": {"dependencies": ["jsr:@std/x@1.0.3"]}}},
}
DENO_3 = {
    "version": "3",
    "packages": {
        "specifiers": {"npm:kit@1": "npm:kit@1.0.0", "jsr:@std/x@1": "jsr:@std/x@1.0.0"},
        "jsr": {"@std/x@1.0.0": {}},
        "npm": {"kit@1.0.0": {}, "deep@2.0.0": {}},
    },
    "remote": {},
    "workspace": {"packageJson": {"dependencies": ["npm:kit@1"]}},
}
DENO_2 = {"version": "2", "remote": {}, "npm": {"specifiers": {"kit@1": "kit@1.0.0"}, "packages": {"kit@1.0.0": {}, "deep@2.0.0": {}}}}
DENO_1 = {"https://esm.sh/v135/*kit@1.0.0/a.mjs": "aa", "https://deno.land/std@0.200.0/x.ts": "bb"}


@pytest.mark.parametrize("name", ["deno.json", "deno.jsonc", "web/import_map.json"])
def test_deno(tmp_path: Path, name: str) -> None:
    assert short(tmp_path, {name: DENO}) == [
        (4, "pkg:npm/%40scope/kit", "runtime", "direct"),
        (5, "pkg:jsr/%40std/x@1.0.3", "runtime", "direct"),
        (6, "pkg:deno/far@v2.0.0", "runtime", "direct"),
        (7, "pkg:npm/near@3.1.0", "runtime", "direct"),
        (11, "pkg:npm/kit-old@0.9.0", "runtime", "direct"),
    ]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            DENO_4,
            {
                ("npm", "@scope/kit", "1.2.4", "direct"),
                ("npm", "deep", "2.0.0", "transitive"),
                ("jsr", "@std/x", "1.0.3", "direct"),
                ("jsr", "@std/inner", "1.1.0", "transitive"),
                ("deno", "far", "v2.0.0", "unknown"),
            },
        ),
        (
            DENO_3,
            {("npm", "kit", "1.0.0", "direct"), ("npm", "deep", "2.0.0", "transitive"), ("jsr", "@std/x", "1.0.0", "transitive")},
        ),
        (DENO_2, {("npm", "kit", "1.0.0", "unknown"), ("npm", "deep", "2.0.0", "unknown")}),
        (DENO_1, {("npm", "kit", "1.0.0", "unknown"), ("deno", "std", "0.200.0", "unknown")}),
    ],
    ids=["4", "3", "2", "1"],
)
def test_deno_lock(tmp_path: Path, document: object, expected: set[tuple[str, str, str, str]]) -> None:
    text = json.dumps(document, indent=2)
    found, problems = packages(put(tmp_path, {"deno.lock": text}))
    assert problems == frozenset()
    assert {(one.ecosystem, one.name, one.version, one.relation) for one in found} == expected
    lines = text.splitlines()
    assert all(one.name in lines[one.location.line - 1] for one in found)


# ---- Go


def test_go_work(tmp_path: Path) -> None:
    module = "module example.org/{}\n\nrequire example.org/kit v1.0.0\n"
    files = {
        "go.work": "go 1.22\n\nuse (\n\t./a\n\t./b // ours\n)\n\n"
        "replace example.org/kit => example.org/fork v1.5.0\nreplace example.org/a => ./a\n",
        "go.work.sum": "example.org/deep v3.0.0 h1:c\nexample.org/deep v3.0.0/go.mod h1:c\n",
        "a/go.mod": module.format("a"),
        "other/go.mod": module.format("other"),
    }
    assert [(path, line, name, relation) for path, line, name, _, _, relation in rows(tmp_path, files)] == [
        ("a/go.mod", 3, "pkg:golang/example.org/fork@v1.5.0", "direct"),
        ("a/go.mod", 3, "pkg:golang/example.org/kit@v1.0.0", "direct"),
        ("go.work", 8, "pkg:golang/example.org/fork@v1.5.0", "direct"),
        ("go.work.sum", 1, "pkg:golang/example.org/deep@v3.0.0", "transitive"),
        ("other/go.mod", 3, "pkg:golang/example.org/kit@v1.0.0", "direct"),
    ]


def test_a_replacement_of_one_version_leaves_others(tmp_path: Path) -> None:
    module = "require example.org/kit v1.0.0\nreplace example.org/kit v0.9.0 => example.org/fork v1.5.0\n"
    assert [name for _, name, *_ in short(tmp_path, {"go.mod": module})] == ["pkg:golang/example.org/kit@v1.0.0"]


# ---- Ivy

IVY = """\
<ivy-module version="2.0" xmlns:e="http://ant.apache.org/ivy/extra">
  <info organisation="org.sample" module="own"/>
  <configurations><conf name="compile"/><conf name="test"/></configurations>
  <dependencies defaultconf="compile->default">
    <dependency org="org.kit" name="core" rev="1.2.3"/>
    <dependency org="org.kit" name="any" rev="latest.release" conf="compile->default;test->default"/>
    <dependency org="org.kit" name="check" rev="${check.version}" conf="test, itest -> default"/>
    <dependency name="sibling" rev="1.+"><conf name="provided"/></dependency>
    <exclude org="org.bad"/>
  </dependencies>
</ivy-module>
"""


def test_ivy(tmp_path: Path) -> None:
    assert rows(tmp_path, {"ivy.xml": IVY}) == [
        ("ivy.xml", 5, "pkg:maven/org.kit/core@1.2.3", "1.2.3", "runtime", "direct"),
        ("ivy.xml", 6, "pkg:maven/org.kit/any", "latest.release", "runtime", "direct"),
        ("ivy.xml", 7, "pkg:maven/org.kit/check", "${check.version}", "test", "direct"),
        ("ivy.xml", 8, "pkg:maven/org.sample/sibling", "1.+", "build", "direct"),
    ]
    theirs = [one.get("name") for one in ElementTree.fromstring(IVY).findall("dependencies/dependency")]
    assert [one.name.partition(":")[2] for one in packages(tmp_path)[0]] == theirs


# ---- sbt

SBT = """\
ThisBuild / scalaVersion := "2.13.14"
val kitVersion = "1.4.0"
lazy val checks = Seq(
  "org.kit" %% "kit-laws" % kitVersion,
  ("org.kit" %% "kit-props" % "0.9").exclude("org.bad", "bad"),
)
libraryDependencies ++= Seq(
  "org.kit" %% "kit-core" % kitVersion,
  "org.java" % "plain" % "3.0" % Provided, /* "org.not" % "no" % "1" */
  "org.kit" %% "kit-test" % s"$kitVersion-RC1" % "test,it",
  "org.kit" %%% "kit-js" % Versions.js,
  "org.kit" %% "kit-open" % unknown.version
)
libraryDependencies ++= checks.map(_ % Test)
libraryDependencies ++= Seq("org.mock" % "mock" % "5.0").map(_ % "test")
addCompilerPlugin("org.typelevel" %% "kind" % "0.13.2" cross CrossVersion.full)
"""
SBT_FILES = {
    "build.sbt": SBT,
    "project/Versions.scala": 'object Versions {\n  val js = "2.2.0"\n}\n',
    "project/plugins.sbt": 'addSbtPlugin("com.kit" % "sbt-kit" % "1.0.1")\nlibraryDependencies += "org.build" % "helper" % "7"\n',
    "project/build.properties": "sbt.version=1.10.0\n",
    "part/build.sbt": 'libraryDependencies += "org.kit" %% "kit-part" % "6.0+"\n',
}


def test_sbt(tmp_path: Path) -> None:
    assert [(path, line, name, scope) for path, line, name, _, scope, _ in rows(tmp_path, SBT_FILES)] == [
        ("build.sbt", 4, "pkg:maven/org.kit/kit-laws_2.13@1.4.0", "test"),
        ("build.sbt", 5, "pkg:maven/org.kit/kit-props_2.13@0.9", "test"),
        ("build.sbt", 8, "pkg:maven/org.kit/kit-core_2.13@1.4.0", "runtime"),
        ("build.sbt", 9, "pkg:maven/org.java/plain@3.0", "build"),
        ("build.sbt", 10, "pkg:maven/org.kit/kit-test_2.13@1.4.0-RC1", "test"),
        ("build.sbt", 11, "pkg:maven/org.kit/kit-js@2.2.0", "runtime"),
        ("build.sbt", 12, "pkg:maven/org.kit/kit-open_2.13", "runtime"),
        ("build.sbt", 15, "pkg:maven/org.mock/mock@5.0", "test"),
        ("build.sbt", 16, "pkg:maven/org.typelevel/kind_2.13.14@0.13.2", "build"),
        ("part/build.sbt", 1, "pkg:maven/org.kit/kit-part_2.13", "runtime"),
        ("project/plugins.sbt", 1, "pkg:maven/com.kit/sbt-kit_2.12_1.0@1.0.1", "build"),
        ("project/plugins.sbt", 2, "pkg:maven/org.build/helper@7", "build"),
    ]


def test_sbt_code_of_the_build(tmp_path: Path) -> None:
    code = """\
object Dependencies {
  object V { val kit = "3.1.0"; val same = kit; val gone = sys.env("X") }
  val core = "org.kit" %% "core" % V.kit
  val alike = "org.kit" %% "alike" % V.same
  val sum = "org.kit" %% "sum" % (V.kit + ".1") % "test"
  val open = "org.kit" % "open" % V.gone
  val later = "org.kit" %% "later"
  val no = width % height
}
"""
    files = {"build.sbt": 'scalaVersion := "3.3.1"\nlibraryDependencies += Dependencies.core\n', "project/Dependencies.scala": code}
    assert [row[:3] for row in short(tmp_path, files)] == [
        (3, "pkg:maven/org.kit/core_3@3.1.0", "runtime"),
        (4, "pkg:maven/org.kit/alike_3@3.1.0", "runtime"),
        (5, "pkg:maven/org.kit/sum_3@3.1.0.1", "test"),
        (6, "pkg:maven/org.kit/open", "runtime"),
        (7, "pkg:maven/org.kit/later_3", "runtime"),
    ]


# ---- Paket

PAKET = """\
source https://api.nuget.org/v3/index.json
framework: net8.0

nuget Kit.Core ~> 1.2 // the newest
nuget Kit.Exact 2.0.1
nuget Kit.Any >= 1.0 < 2.0 prerelease
nuget Kit.Plain storage: none
clitool dotnet-kit

group Test
  source https://api.nuget.org/v3/index.json
  nuget Kit.Check = 3.0
"""
PAKET_LOCK = """\
RESTRICTION: == net8.0
NUGET
  remote: https://api.nuget.org/v3/index.json
    Kit.Core (1.2.9)
      Kit.Deep (>= 1.0) - restriction: || (== net8.0)
    Kit.Deep (1.1) - restriction: == net8.0
GITHUB
  remote: o/kit
    file.fs (abcdef)

GROUP Test
NUGET
  remote: https://api.nuget.org/v3/index.json
  specs:
    Kit.Check (3.0)
"""


def test_paket(tmp_path: Path) -> None:
    assert rows(tmp_path, {"paket.dependencies": PAKET, "paket.lock": PAKET_LOCK}) == [
        ("paket.dependencies", 4, "pkg:nuget/Kit.Core", "~> 1.2", "runtime", "direct"),
        ("paket.dependencies", 5, "pkg:nuget/Kit.Exact@2.0.1", "2.0.1", "runtime", "direct"),
        ("paket.dependencies", 6, "pkg:nuget/Kit.Any", ">= 1.0 < 2.0", "runtime", "direct"),
        ("paket.dependencies", 7, "pkg:nuget/Kit.Plain", "", "runtime", "direct"),
        ("paket.dependencies", 8, "pkg:nuget/dotnet-kit", "", "build", "direct"),
        ("paket.dependencies", 12, "pkg:nuget/Kit.Check@3.0", "= 3.0", "test", "direct"),
        ("paket.lock", 4, "pkg:nuget/Kit.Core@1.2.9", "", "runtime", "direct"),
        ("paket.lock", 6, "pkg:nuget/Kit.Deep@1.1", "", "runtime", "transitive"),
        ("paket.lock", 15, "pkg:nuget/Kit.Check@3.0", "", "test", "direct"),
    ]


# ---- Swift, CocoaPods, Carthage

SWIFT = """\
// swift-tools-version:5.9
import PackageDescription
let fork = "https://github.com/o/fork"
let package = Package(
    name: "Own",
    dependencies: [
        .package(url: "https://github.com/o/kit.git", from: "1.2.0"),
        .package(url: "git@github.com:o/exact.git", exact: "2.0.1"),
        .package(name: "Old", url: "https://github.com/o/old", .upToNextMajor(from: "3.0.0")),
        .package(url: fork, branch: "main"),
        .package(url: "https://github.com/o/range", "1.0.0"..<"2.0.0"),
        .package(id: "mona.registry", .exact("4.0.0")),
        .package(path: "../Local"),
        // .package(url: "https://github.com/o/not", from: "1.0.0"),
        .package(url: "https://github.com/o/checks", from: "0.1.0"),
    ],
    targets: [
        .target(name: "Own", dependencies: ["kit", .product(name: "Old", package: "Old")]),
        .testTarget(name: "OwnTests", dependencies: ["Own", .product(name: "Checks", package: "checks")]),
    ]
)
"""


def test_swift_package(tmp_path: Path) -> None:
    assert rows(tmp_path, {"Package.swift": SWIFT}) == [
        ("Package.swift", 7, "pkg:swift/github.com/o/kit", "from: 1.2.0", "runtime", "direct"),
        ("Package.swift", 8, "pkg:swift/github.com/o/exact@2.0.1", "2.0.1", "runtime", "direct"),
        ("Package.swift", 9, "pkg:swift/github.com/o/old", "upToNextMajor: 3.0.0", "runtime", "direct"),
        ("Package.swift", 10, "pkg:swift/github.com/o/fork", "branch: main", "runtime", "direct"),
        ("Package.swift", 11, "pkg:swift/github.com/o/range", "1.0.0..<2.0.0", "runtime", "direct"),
        ("Package.swift", 12, "pkg:swift/mona.registry@4.0.0", "4.0.0", "runtime", "direct"),
        ("Package.swift", 15, "pkg:swift/github.com/o/checks", "from: 0.1.0", "test", "direct"),
    ]


def test_swift_resolved_3(tmp_path: Path) -> None:
    pins = [
        {"identity": "kit", "kind": "remoteSourceControl", "location": "https://github.com/o/kit.git", "state": {"version": "1.2.3"}},
        {"identity": "deep", "kind": "remoteSourceControl", "location": "https://github.com/o/deep", "state": {"revision": "a" * 40}},
        {"identity": "mona.registry", "kind": "registry", "location": "", "state": {"version": "4.0.0"}},
    ]
    text = json.dumps({"originHash": "b" * 64, "pins": pins, "version": 3}, indent=2)
    found = [row for row in rows(tmp_path, {"Package.resolved": text, "Package.swift": SWIFT}) if row[0] == "Package.resolved"]
    assert [(name, relation) for _, _, name, _, _, relation in found] == [
        ("pkg:swift/github.com/o/kit@1.2.3", "direct"),
        ("pkg:swift/github.com/o/deep", "transitive"),
        ("pkg:swift/mona.registry@4.0.0", "direct"),
    ]


PODFILE = """\
platform :ios, '15.0'
use_frameworks!
def shared
  pod 'Kit/Core', '~> 1.0'
end
target 'Own' do
  shared
  pod "Exact", "2.0.1" # the last good one
  pod 'Fork', :git => 'https://github.com/o/fork.git', :tag => '1'
  pod 'Look', :configurations => ['Debug']
  pod 'Local', :path => '../Local'
  if ENV['X']
    pod 'Maybe'
  end
  target 'OwnTests' do
    inherit! :search_paths
    pod 'Checks', '~> 3.0'
  end
end
post_install do |installer|
  installer.pods_project.targets.each do |target|
  end
end
"""


def test_podfile(tmp_path: Path) -> None:
    assert rows(tmp_path, {"Podfile": PODFILE}) == [
        ("Podfile", 4, "pkg:cocoapods/Kit", "~> 1.0", "runtime", "direct"),
        ("Podfile", 8, "pkg:cocoapods/Exact@2.0.1", "2.0.1", "runtime", "direct"),
        ("Podfile", 9, "pkg:cocoapods/Fork", "", "runtime", "direct"),
        ("Podfile", 10, "pkg:cocoapods/Look", "", "dev", "direct"),
        ("Podfile", 13, "pkg:cocoapods/Maybe", "", "runtime", "direct"),
        ("Podfile", 17, "pkg:cocoapods/Checks", "~> 3.0", "test", "direct"),
    ]


def test_carthage(tmp_path: Path) -> None:
    files = {
        "Cartfile": 'github "o/kit" ~> 1.0 # ours\ngithub "https://git.example.org/o/far" == 2.0\nbinary "https://example.org/bin.json"\n',
        "Cartfile.private": 'github "o/checks" "main"\n',
        "Cartfile.resolved": 'github "o/kit" "v1.0.3"\ngithub "o/deep" "2.0.0"\ngit "https://example.org/x.git" "abcdef"\n',
    }
    assert rows(tmp_path, files) == [
        ("Cartfile", 1, "pkg:swift/github.com/o/kit", "~> 1.0", "runtime", "direct"),
        ("Cartfile", 2, "pkg:swift/git.example.org/o/far@2.0", "== 2.0", "runtime", "direct"),
        ("Cartfile", 3, "pkg:swift/example.org/bin", "", "runtime", "direct"),
        ("Cartfile.private", 1, "pkg:swift/github.com/o/checks", "main", "dev", "direct"),
        ("Cartfile.resolved", 1, "pkg:swift/github.com/o/kit@1.0.3", "", "runtime", "direct"),
        ("Cartfile.resolved", 2, "pkg:swift/github.com/o/deep@2.0.0", "", "runtime", "transitive"),
        ("Cartfile.resolved", 3, "pkg:swift/example.org/x@abcdef", "", "runtime", "transitive"),
    ]


# ---- Conan, vcpkg

CONAN_TEXT = """\
[requires]
kit/1.2.3 # pinned
deep/[>=2.0 <3]@team/stable
# no/1.0

[tool_requires]
cmake/3.27.0#abcdef

[options]
kit/*:shared=True
"""
CONAN_CODE = """\
import os
from conan import ConanFile
os.mkdir("never-made")


class Own(ConanFile):
    name = "own"
    requires = "kit/1.2.3", ("deep/2.0@team/stable", "private")
    tool_requires = ["cmake/3.27.0"]

    def requirements(self):
        self.requires("late/[>=1.0]", transitive_headers=True)
        if self.options.far:
            self.requires(f"far/{self.far}")
        self.test_requires("gtest/1.14.0")
"""


def test_conan_text(tmp_path: Path) -> None:
    assert rows(tmp_path, {"conanfile.txt": CONAN_TEXT}) == [
        ("conanfile.txt", 2, "pkg:conan/kit@1.2.3", "1.2.3", "runtime", "direct"),
        ("conanfile.txt", 3, "pkg:conan/deep", "[>=2.0 <3]", "runtime", "direct"),
        ("conanfile.txt", 7, "pkg:conan/cmake@3.27.0", "3.27.0", "build", "direct"),
    ]


def test_conan_code(tmp_path: Path) -> None:
    assert rows(tmp_path, {"conanfile.py": CONAN_CODE}) == [
        ("conanfile.py", 8, "pkg:conan/deep@2.0", "2.0", "runtime", "direct"),
        ("conanfile.py", 8, "pkg:conan/kit@1.2.3", "1.2.3", "runtime", "direct"),
        ("conanfile.py", 9, "pkg:conan/cmake@3.27.0", "3.27.0", "build", "direct"),
        ("conanfile.py", 12, "pkg:conan/late", "[>=1.0]", "runtime", "direct"),
        ("conanfile.py", 14, "pkg:conan/far", "", "runtime", "direct"),
        ("conanfile.py", 15, "pkg:conan/gtest@1.14.0", "1.14.0", "test", "direct"),
    ]
    assert not (tmp_path / "never-made").exists()


def test_conan_lock(tmp_path: Path) -> None:
    lock = {"version": "0.5", "requires": ["kit/1.2.3#aa%1.0", "deep/2.0#bb"], "build_requires": ["cmake/3.27.0"], "python_requires": []}
    files = {"conanfile.txt": "[requires]\nkit/[>1]\n", "conan.lock": json.dumps(lock, indent=4)}
    assert short(tmp_path, files, "conan.lock") == [
        (4, "pkg:conan/kit@1.2.3", "runtime", "direct"),
        (5, "pkg:conan/deep@2.0", "runtime", "transitive"),
        (8, "pkg:conan/cmake@3.27.0", "build", "transitive"),
    ]


def test_conan_lock_of_old(tmp_path: Path) -> None:
    nodes = {
        "0": {"path": "conanfile.py", "requires": ["1"], "build_requires": ["3"]},
        "1": {"ref": "kit/1.2.3#aa", "requires": ["2"]},
        "2": {"ref": "deep/2.0@team/stable", "context": "host"},
        "3": {"ref": "cmake/3.27.0", "context": "build"},
    }
    text = json.dumps({"graph_lock": {"nodes": nodes}, "version": "0.4"}, indent=1)
    assert [(name, scope, relation) for _, name, scope, relation in short(tmp_path, {"conan.lock": text})] == [
        ("pkg:conan/kit@1.2.3", "runtime", "direct"),
        ("pkg:conan/deep@2.0", "runtime", "transitive"),
        ("pkg:conan/cmake@3.27.0", "build", "direct"),
    ]


def test_conan_is_what_conan_reads(tmp_path: Path) -> None:
    loader = pytest.importorskip("conan.internal.loader")
    theirs = loader.ConanFileTextLoader(CONAN_TEXT)
    references = [line.partition("/")[0] for line in (*theirs.requirements, *theirs.tool_requirements)]
    assert [one.name for one in packages(put(tmp_path, {"conanfile.txt": CONAN_TEXT}))[0]] == references


def test_vcpkg(tmp_path: Path) -> None:
    document = {
        "name": "own",
        "dependencies": [
            "fmt",
            {"name": "curl", "features": ["ssl"], "version>=": "8.1.0"},
            {"name": "vcpkg-cmake", "host": True},
        ],
        "features": {"web": {"dependencies": ["beast"]}, "tests": {"dependencies": [{"name": "catch2"}]}},
        "overrides": [{"name": "fmt", "version": "10.1.1"}],
    }
    text = json.dumps(document, indent=2)
    found = rows(tmp_path, {"vcpkg.json": text})
    assert [row[2:5] for row in found] == [
        ("pkg:vcpkg/fmt@10.1.1", "", "runtime"),
        ("pkg:vcpkg/curl", ">=8.1.0", "runtime"),
        ("pkg:vcpkg/vcpkg-cmake", "", "build"),
        ("pkg:vcpkg/beast", "", "optional"),
        ("pkg:vcpkg/catch2", "", "test"),
    ]
    lines = text.splitlines()
    assert [re.search(r"pkg:vcpkg/([\w-]+)", row[2])[1] in lines[row[1] - 1] for row in found] == [True] * 5  # type: ignore[index]


# ---- what the catalogue knows


@pytest.mark.parametrize(
    ("name", "text", "library"),
    [
        ("Cartfile.resolved", 'github "macpaw/OpenAI" "0.2.9"\n', "macpaw-openai"),
        ("Package.swift", 'dependencies: [.package(url: "https://github.com/MacPaw/OpenAI.git", from: "0.2.9")]\n', "macpaw-openai"),
        ("build.sbt", 'scalaVersion := "3.3.1"\nlibraryDependencies += "io.cequence" %% "openai-scala-client" % "1.2.0"\n', "openai-scala"),
        ("deno.json", '{"imports": {"ai": "npm:openai@^4"}}', "openai"),
        ("Package.swift", 'dependencies: [.package(url: "https://gitlab.com/MacPaw/OpenAI.git", from: "0.2.9")]\n', ""),
    ],
    ids=["carthage", "swift", "sbt", "deno", "another address"],
)
def test_packages_of_the_catalogue_are_known(tmp_path: Path, name: str, text: str, library: str) -> None:
    found = tied(packages(put(tmp_path, {name: text}))[0], (), catalog(), Code({}, {}))
    assert [(one.signature, one.use) for one in found] == [(library, "uncalled" if library else "")]


# ---- bad input


@pytest.mark.parametrize("name", ["//", "/", "@/", "a//", "///a", "\x00", "@", ":"])
def test_a_name_that_is_none_has_at_most_no_address(tmp_path: Path, name: str) -> None:
    files = {"vcpkg.json": json.dumps({"dependencies": [name]}), "deno.json": json.dumps({"imports": {"a": f"npm:{name}"}})}
    files |= {"ivy.xml": f'<ivy-module><dependencies><dependency org="a" name="{name.strip(chr(0))}"/></dependencies></ivy-module>'}
    files |= {"package.json": json.dumps({"dependencies": {name: "1.0.0"}}), "composer.json": json.dumps({"require": {f"a/{name}": "1"}})}
    found, problems = packages(put(tmp_path, files))
    assert problems == frozenset()
    assert {one.purl[:4] for one in found} <= {"pkg:", ""}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("build.sbt", '"a" % ' * 40_000, id="percents"),
        pytest.param("build.sbt", "Seq(" * 100_000 + "x.map(_ % Test)", id="lists"),
        pytest.param("build.sbt", "a" * 900_000, id="one word"),
        pytest.param("Package.swift", ".package(" * 100_000, id="packages"),
        pytest.param("Package.swift", '.target("' * 100_000, id="texts"),
        pytest.param("Podfile", "target 'a' do\n" * 60_000, id="targets"),
        pytest.param("paket.dependencies", "nuget a " + ">= 1 " * 150_000, id="versions"),
        pytest.param("conanfile.txt", "[requires]\n" + "a/" * 400_000, id="references"),
        pytest.param("conanfile.py", "class A:\n requires = " + "(" * 5000, id="brackets"),
        pytest.param("deno.json", '{"imports": {"a": "npm:' + "@" * 800_000 + '"}}', id="specifier"),
        pytest.param("ivy.xml", '<!DOCTYPE a [<!ENTITY b "bb">]><ivy-module>&b;</ivy-module>', id="entity"),
        pytest.param("go.work", "replace " + "a " * 400_000, id="replacement"),
    ],
)
def test_bad_input_ends_soon(tmp_path: Path, name: str, text: str) -> None:
    import time

    start = time.process_time()
    found, problems = packages(put(tmp_path, {name: text}))
    assert time.process_time() - start < 5
    assert len(found) <= 1
    assert [one for one in problems if one.reason == "crash"] == []
