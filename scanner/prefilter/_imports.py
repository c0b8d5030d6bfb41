"""Decides which module names a file mentions, by the few words that stand at or in front of them.

Rather too many than too few: which of them are modules of the project is left to the languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# NOTE: what repeats below is possessive, bounded or cannot begin in its own middle: hostile lines must not cost quadratic time.
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_LIST_BYTES = 8000
_FROM_TEXT = rb"from(?:[ \t]*(\.+)[ \t]*|[ \t]+(\.*[\w\x80-\xff][\w.\x80-\xff]*)[ \t\\\r\n]+)"
_FROM = re.compile(_FROM_TEXT + rb"import")
_STATEMENT = re.compile(
    rb"[ \t\"]*+(?:" + _FROM_TEXT + rb")?import[ \t]++([\w.\x80-\xff]++)(?:[ \t]++as[ \t]++[\w\x80-\xff]++)?[ \t]*+(?=[\r\n;#]|\Z)"
)
ANYTHING = b"**"
"""Stands for a module whose name is computed."""
_AFTER_IMPORT = (b" ", b"(", b"\t", b"\\")
_LINE = re.compile(rb"(?:[^\n;#\\]++|\\\r?\n)*+")
_NAME = re.compile(rb"(?<![\w.\x80-\xff])([\w.\x80-\xff]++)[\s\"']*+(?:as\s+[\w\x80-\xff]++[\s\"']*+)?(?:,|\Z)")
_COMMENT = re.compile(rb"#[^\n]*")
_LOADED = re.compile(rb"import(?:_module|__)\s*\(\s*(?:[\"']([\w.\x80-\xff]+)[\"'])?")
_COMPUTED = re.compile(rb"(?:require|import)\s*\(\s*(?:[^\"'`\s)/]|`[^`\n]{0,200}\$)|import\.meta\.glob|require\.context")
_DOTTED_END = re.compile(rb"\.[A-Za-z_]\w*+()(?::\w++)?[\"']")
_DOTTED = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")

_AFTER = {
    b"from": re.compile(rb"from\s*[\"']([^\"'`\n]{1,300})[\"']"),
    b"import": re.compile(rb"import\s*(?:\(\s*)?(?:/\*[^*]{0,200}\*/\s*)*[\"'`]([^\"'`\n$]{1,300})[\"'`]"),
    b"require": re.compile(rb"require(?:\.resolve)?\s*\(\s*[\"'`]([^\"'`\n$]{1,300})[\"'`]"),
    b"src=": re.compile(rb"src=[\"']?([^\"'>\s]{1,300})"),
}
_BEFORE_QUOTE = re.compile(rb"[^\"'`\n\s$]{0,300}+(?=[\"'`])")
_ROOTS = (b"./", b"@/", b"~/", b"#/")
_QUOTES = frozenset(b"\"'`")

_Anchors: TypeAlias = "list[tuple[int, bytes]]"


def _python_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    done = 0
    for at, _ in anchors:
        if at < done:
            continue
        if data[at + 6 : at + 7] not in _AFTER_IMPORT or (at and data[at - 1] in _WORD_BYTES):
            if (match := _LOADED.match(data, at)) is not None:
                out.add(match[1] or ANYTHING)
            continue
        # Nearly all imports are a line with one name.
        begin = data.rfind(b"\n", max(at - 300, 0), at) + 1
        match = _STATEMENT.match(data, begin)
        if match is not None and match.start(3) > at and not data.endswith((b"\\\n", b"\\\r\n"), 0, begin):
            done = match.end()
            base, names = match[1] or match[2], [match[3]]
        else:
            base = _from_before(data, at)
            names, done = _names_after(data, at + 6)
        if base:
            out.add(base)
            names = [base + name if base.endswith(b".") else base + b"." + name for name in names]
        out.update(names)


def _from_before(data: bytes, at: int) -> bytes | None:
    """``a.b`` of ``from a.b import``, nothing when it is a plain import."""
    begin = max(data.rfind(b"from ", max(at - 300, 0), at), data.rfind(b"from.", max(at - 300, 0), at))
    match = _FROM.match(data, begin) if begin >= 0 else None
    return (match[1] or match[2]) if match is not None and match.end() == at + 6 else None


def _names_after(data: bytes, at: int) -> tuple[list[bytes], int]:
    """Names of an import list, and where it ends."""
    while data[at : at + 1] in (b" ", b"\t"):
        at += 1
    end = data.find(b")", at, at + _LIST_BYTES) if data.startswith(b"(", at) else -1
    if end >= 0:
        listed = data[at + 1 : end]
        if b"#" in listed:
            listed = _COMMENT.sub(b"", listed)
    else:
        match = _LINE.match(data, at)
        end = match.end() if match else at
        listed = data[at:end].replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")
    return _NAME.findall(listed), end


def _dotted_names(data: bytes, out: set[bytes]) -> None:
    """Quoted ``a.b.c`` and ``a.b:c``: task registries, settings, entry points, patches."""
    for match in _DOTTED_END.finditer(data):
        end = match.end(1)
        begin = data.rfind(match.group()[-1:], max(end - 200, 0), end) + 1
        if begin and _DOTTED.fullmatch(data, begin, end):
            out.add(data[begin:end])


def _javascript_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    for at, word in anchors:
        if word in _ROOTS:
            begin = at - 1 if word == b"./" and data[at - 1 : at] == b"." else at
            if begin and data[begin - 1] in _QUOTES and (match := _BEFORE_QUOTE.match(data, at)) is not None:
                out.add(data[begin : match.end()])
        elif word != b"src=" and (match := _AFTER[word].match(data, at)) is not None:
            out.add(match[1])
        elif word != b"src=" and _COMPUTED.match(data, at):
            out.add(ANYTHING)


def _html_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    """Scripts of a page are named relative to it, with or without a dot."""
    _javascript_imports(data, anchors, out)
    for at, word in anchors:
        match = _AFTER[word].match(data, at) if word == b"src=" else None
        if match is not None and b":" not in match[1] and not match[1].startswith(b"//"):
            name = match[1].split(b"?")[0]
            out.add(name if name.startswith((b".", b"/", b"@", b"~")) else b"./" + name)


_GO_LINE = re.compile(rb"import[ \t]+(?:[\w.]+[ \t]+)?([\"`])([^\"`\s]{1,300})\1")
_GO_BLOCK = re.compile(rb"import[ \t]*\(")
_GO_PATH = re.compile(rb"[\"`]([^\"`\s]{1,300})[\"`]")


def _go_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    """Import paths; the file's own package is always seen."""
    out.add(b".")
    for at, _ in anchors:
        if at and data[at - 1 : at] != b"\n":
            continue
        if (line := _GO_LINE.match(data, at)) is not None:
            out.add(line[2])
        elif _GO_BLOCK.match(data, at) is not None:
            end = data.find(b")", at, at + _LIST_BYTES * 4)
            out.update(_GO_PATH.findall(data, at, end if end >= 0 else at + _LIST_BYTES))


_JAVA_NAME = re.compile(rb"(?:import[ \t]++(?:static[ \t]++)?|package[ \t]++)([A-Za-z_][\w.\x80-\xff]{0,300}+)")


def _java_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    """Types and packages, the file's own package included; of a static or nested name the types in front of it."""
    for at, _ in anchors:
        match = _JAVA_NAME.match(data, at) if not at or data[at - 1] in b"\n;\r\t /" else None
        if match is None:
            continue
        name = match[1].rstrip(b".")
        out.add(name)
        parts = name.split(b".")
        first = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts))
        if first < len(parts) - 1:
            out.add(b".".join(parts[: first + 1]))


_CSHARP_NAME = re.compile(
    rb"(?:using[ \t]++(?:static[ \t]++)?(?:\w{1,100}[ \t]*+=[ \t]*+)?|namespace[ \t]++)(?:global::)?([A-Za-z_][\w.]{0,300}+)"
)


def _csharp_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    """Namespaces with all their files, those around the file's own included; a name that may be a type stands for itself, too."""
    for at, word in anchors:
        match = _CSHARP_NAME.match(data, at) if not at or data[at - 1] in b"\n;\r\t \xbf@" else None
        if match is None:
            continue
        name = match[1].rstrip(b".")
        out.update((name, name + b".*"))
        if word == b"namespace":
            parts = name.split(b".")
            out.update(b".".join(parts[:end]) + b".*" for end in range(1, len(parts)))


_DART_URI = re.compile(rb"^[ \t]*+(?:import|export|part(?:[ \t]++of)?)[ \t]++[\"']([^\"'\n]{1,300}+)[\"']", re.MULTILINE)


def _dart_imports(data: bytes, out: set[bytes]) -> None:
    """Addresses of libraries and of the parts of one."""
    out.update(_DART_URI.findall(data))


_INCLUDE = re.compile(rb"^[ \t]*+#[ \t]*+(?:include|import)[ \t]*+[<\"]([^>\"\n]{1,300}+)[>\"]", re.MULTILINE)


def _cpp_imports(data: bytes, out: set[bytes]) -> None:
    """Headers."""
    out.update(_INCLUDE.findall(data))


_FRAMEWORK = re.compile(rb"^[ \t]*+@import[ \t]++([A-Za-z_]\w{0,100}+)", re.MULTILINE)


def _objc_imports(data: bytes, out: set[bytes]) -> None:
    """Frameworks and the names of headers, which stand for what implements them, too; the header in front of every file."""
    out.add(b".pch")
    out.update(_FRAMEWORK.findall(data))
    for path in _INCLUDE.findall(data):
        out.update((path.partition(b"/")[0].partition(b".")[0], path.rpartition(b"/")[2].partition(b".")[0]))


_LUA_REQUIRE = re.compile(rb"\brequire[ \t]*\(?[ \t]*[\"']([\w./-]{1,200}+)[\"']")


def _lua_imports(data: bytes, out: set[bytes]) -> None:
    """Modules that are required by a constant name."""
    out.update(_LUA_REQUIRE.findall(data))


_SCALA_IMPORT = re.compile(rb"^[ \t]*+(?:import|package)[ \t]++([\w.`]{1,300}+)(?:\{([^}]{0,2000})\})?", re.MULTILINE)
_SCALA_NAME = re.compile(rb"([A-Za-z_]\w{0,100}+)(?:[ \t]*(?:=>|as)[ \t]*\w+)?")


def _scala_imports(data: bytes, out: set[bytes]) -> None:
    """Types and packages, with the objects in front of what is taken from them; the own package with all its files."""
    space = b""
    for found in _SCALA_IMPORT.finditer(data):
        name = found[1].rstrip(b"._").replace(b"`", b"")
        if found[0].lstrip().startswith(b"package"):
            space = space + b"." + name if space else name
            out.update((space, space + b".*"))
            continue
        out.update(name + b"." + member for member in _SCALA_NAME.findall(found[2] or b""))
        out.update((name, name + b".*"))
        if name.count(b"."):
            out.add(name.rpartition(b".")[0])


_SWIFT_IMPORT = re.compile(rb"^[ \t]*+(?:@\w{1,40}+[ \t]++)?import[ \t]++(?:[a-z]{1,20}+[ \t]++)?([A-Za-z_]\w{0,100}+)", re.MULTILINE)
_CAPITAL = re.compile(rb"(?<![\w.\"])[A-Z]\w{1,100}+")


def _swift_imports(data: bytes, out: set[bytes]) -> None:
    """Modules, and the types that the file names: those of its own module need no import."""
    out.update(_SWIFT_IMPORT.findall(data))
    out.update(b":" + name for name in set(_CAPITAL.findall(data)))


_PHP_USE = re.compile(
    rb"^[ \t]*+use[ \t]++(?:function[ \t]++|const[ \t]++)?([\w\\\x80-\xff]{1,300}+)(?:[ \t]++as[ \t]++(\w{1,100}+)|[ \t]*+\{([^}]{0,4000})\})?",  # noqa: E501
    re.MULTILINE,
)
_PHP_SPACE = re.compile(rb"(?:^|<\?php)[ \t]*+namespace[ \t]++([\w\\\x80-\xff]{1,300}+)", re.MULTILINE)
_PHP_WHOLE = re.compile(rb"(?<![\w\\\x80-\xff])(\\?)([A-Za-z_]\w{0,100}+)((?:\\\w{1,100}+){1,12}+)")
_PHP_PLAIN = re.compile(rb"\b(?:new|extends|implements)[ \t]++([A-Za-z_]\w{0,100}+)|\b([A-Z]\w{0,100}+)::")
_PHP_FILE = re.compile(rb"\b(?:include|require)(?:_once)?\b[^;\n]{0,200}?[\"']([\w./-]{1,200}+\.php)[\"']")
_PHP_NAME = re.compile(rb"[\w\\\x80-\xff]++")


def _php_imports(data: bytes, out: set[bytes]) -> None:
    """Classes and functions that are named in full or below an alias, the file's own namespace, and files by their paths."""
    aliases: dict[bytes, bytes] = {}
    for use in _PHP_USE.finditer(data):
        front = use[1].strip(b"\\")
        if use[3] is None:
            out.add(front)
            aliases[use[2] or front.rpartition(b"\\")[2]] = front
        else:
            out.update(front + b"\\" + name for name in _PHP_NAME.findall(use[3]))
    for whole, first, rest in _PHP_WHOLE.findall(data):
        out.add((first if whole else aliases.get(first, first)) + rest)
    out.update(_PHP_FILE.findall(data))
    if (space := _PHP_SPACE.search(data)) is not None:
        out.add(space[1] + b"\\*")
    else:
        out.update(name for found in _PHP_PLAIN.findall(data) for name in found if name)


_RUBY_CONSTANT = re.compile(rb"(?<![\w:.@$])((?:::)?[A-Z]\w{0,100}+(?:::[A-Z]\w{0,100}+){0,12}+)")
_RUBY_FILE = re.compile(rb"\b(require|require_relative|load|autoload)\b[ \t(]*+(?::\w{1,100}+,[ \t]*+)?[\"']([\w./-]{1,200}+)[\"']")
_RUBY_ACTION = re.compile(rb"[\"']([a-z_][a-z0-9_/]{0,100}+)#[a-z_]\w{0,60}+[\"']")

_RUBY_ROUTE = re.compile(rb"([ \t]*+)(namespace|scope|resources|resource|root|get|post|put|patch|delete|match)\b[ \t(]*+[:\"']?([\w/]*+)")
_RUBY_SEVERAL = re.compile(rb"[ \t]*+resources?[ \t(]*+((?::\w{1,100}+,?[ \t]*+)*)")
_RUBY_MODULE = re.compile(rb"\bmodule:\s*+[:\"'](\w{1,100}+)")
_RUBY_OWN = re.compile(rb"\bcontroller:\s*+[:\"']([\w/]{1,100}+)")


def _ruby_imports(data: bytes, out: set[bytes]) -> None:
    """Constants as they are written, required files, and the controllers that routes name."""
    out.update(_RUBY_CONSTANT.findall(data))
    for how, name in _RUBY_FILE.findall(data):
        out.add(b"./" + name if how == b"require_relative" else name)
    if b"routes.draw" in data or _RUBY_ACTION.search(data) is not None:
        out.update(_ruby_routes(data))


def _ruby_routes(data: bytes) -> Iterator[bytes]:
    """The controllers that a list of routes names, with the modules of the blocks around them."""
    spaces: list[tuple[int, bytes]] = []
    for line in data.splitlines():
        found = _RUBY_ROUTE.match(line)
        if found is None:
            continue
        depth, word, name = len(found[1].expandtabs()), found[2], found[3]
        spaces = [space for space in spaces if space[0] < depth]
        inner = _RUBY_MODULE.search(line)
        module = name if word == b"namespace" else inner[1] if inner is not None else b""
        if word in (b"namespace", b"scope"):
            spaces += [(depth, _ruby_constant(module))] if module else []
            continue
        named = _RUBY_ACTION.findall(line)
        if word in (b"resources", b"resource"):
            several = (part.strip(b" :") for part in _RUBY_SEVERAL.match(line)[1].split(b","))  # type: ignore[index]
            named += [part if word == b"resources" else part[:-1] + b"ies" if part.endswith(b"y") else part + b"s" for part in several]
        elif not named and b"/" in name.strip(b"/"):
            named.append(name.strip(b"/").rpartition(b"/")[0])
        for one in (*named, *_RUBY_OWN.findall(line)):
            yield b"::".join((*(space for _, space in spaces), _ruby_constant(one))) + b"Controller"


def _ruby_constant(name: bytes) -> bytes:
    return b"::".join(b"".join(word.capitalize() for word in part.split(b"_")) for part in name.split(b"/"))


_RUST_USE = re.compile(rb"\buse\s+((?:\w+\s*::\s*)*)(?:(\w+)|\{([^;]{0,4000})|\*)")
_RUST_MOD = re.compile(rb"\bmod\s+(\w{1,100}+)\s*;")
_RUST_PATH = re.compile(rb"\b((?:crate|super|self)(?:::\w{1,100}+){1,12}+)")
_RUST_INNER = re.compile(rb"(?<![:\w])(\w{1,100}+(?:::\w{1,100}+){0,8}+)")


def _rust_imports(data: bytes, out: set[bytes]) -> None:
    """Modules and crates of ``use`` trees, declared modules, and paths from the crate."""
    for front, name, listed in _RUST_USE.findall(data):
        base = b"".join(front.split())
        out.add((base + name).rstrip(b":"))
        out.update(base + inner for inner in _RUST_INNER.findall(listed) if base or b"::" in inner)
    out.update(b"self::" + name for name in _RUST_MOD.findall(data))
    out.update(_RUST_PATH.findall(data))


_SHELL_FILE = re.compile(rb"(?:^|[;&|\s])(?:source|\.)[ \t]+[\"']?([^\s;|&\"']{1,200}+)", re.MULTILINE)


def _shell_imports(data: bytes, out: set[bytes]) -> None:
    """Scripts that are read in; of a computed path what stands after the last variable."""
    for path in _SHELL_FILE.findall(data):
        known = re.split(rb"[})$`]", path)[-1] if b"$" in path or b"`" in path else path
        out.add(b"*/" + known.split(b"/", 1)[-1] if known != path else b"./" + path.removeprefix(b"./"))


_AtAnchors: TypeAlias = "Callable[[bytes, _Anchors, set[bytes]], None]"
_Everywhere: TypeAlias = "Callable[[bytes, set[bytes]], None]"

IMPORTS: dict[str, tuple[_AtAnchors | None, _Everywhere | None]] = {
    "python": (_python_imports, _dotted_names),
    "notebook": (_python_imports, _dotted_names),
    "javascript": (_javascript_imports, None),
    "typescript": (_javascript_imports, None),
    "tsx": (_javascript_imports, None),
    "arkts": (_javascript_imports, None),
    "vue": (_html_imports, None),
    "svelte": (_html_imports, None),
    "html": (_html_imports, None),
    "java": (_java_imports, None),
    "kotlin": (_java_imports, None),
    "golang": (_go_imports, None),
    "csharp": (_csharp_imports, None),
    "razor": (_csharp_imports, None),
    "php": (None, _php_imports),
    "ruby": (None, _ruby_imports),
    "cpp": (None, _cpp_imports),
    "objc": (None, _objc_imports),
    "lua": (None, _lua_imports),
    "scala": (None, _scala_imports),
    "swift": (None, _swift_imports),
    "dart": (None, _dart_imports),
    "rust": (None, _rust_imports),
    "shell": (None, _shell_imports),
}
"""How a language writes module names: at the anchors, and by looking everywhere. One line per language."""

DOTTED = frozenset(("python", "notebook"))
"""Languages whose imports are dotted names that are written out: a module is found among them, not by searching for its word."""

ANCHORS: dict[_AtAnchors | None, tuple[bytes, ...]] = {
    _python_imports: (b"import",),
    _javascript_imports: (b"from", b"import", b"require", *_ROOTS),
    _java_imports: (b"import", b"package"),
    _csharp_imports: (b"using", b"namespace"),
    _html_imports: (b"from", b"import", b"require", b"src=", *_ROOTS),
    _go_imports: (b"import",),
}
"""What stands at or in front of module names; the automaton finds it on its way."""
