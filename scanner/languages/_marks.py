"""Takes the marks of template languages out of the scripts of a page, so that what is left reads as the script that a browser gets.

Every mark keeps its length: offsets stay those of the file. What a mark writes is unknown, a name that nobody binds (``____``) or a
hole in a text; marks that decide what is written are blanked, all branches stay. What the marks themselves do is not read.
"""

from __future__ import annotations

import re

_ANY = re.compile(
    rb"\{[{%#$:~/]|\{(?:if|else|elseif|for|foreach|section|volist|include|literal)\b|<[%?#@]|</?\w+:\w|[$#]\{|@[\w({*:@]|#[a-z]+\b"
)
_BLANK = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))
_QUOTED = rb"""(?:[^{quote}\n]|{quote}(?=[\w/#.&{quote}])[^{quote}\n]*+{quote})"""
"""Inside of a mark in a text: the quotes of the text may come again around a word, never around an operator between two texts."""
_HOLES = (rb"\{\{", rb"\}\}"), (rb"\{%", rb"%\}"), (rb"<%", rb"%>"), (rb"<\?", rb"\?>"), (rb"[$#]\{", rb"\}"), (rb"\{[$:~]", rb"\}")


def _holes(quote: bytes) -> bytes:
    inner = _QUOTED.replace(b"{quote}", quote)
    return b"|".join(rb"%s(?:(?!%s)%s){0,400}+%s" % (opening, closing, inner, closing) for opening, closing in _HOLES)


def _text(quote: bytes) -> bytes:
    return rb"%s(?:[^%s\\\n{<$#]|\\.|%s|[{<$#])*+%s" % (quote, quote, _holes(quote), quote)


_WRITES = rb"""\{\{\{[^{}\n]{0,400}\}\}\}
    |\{\{(?![-~]?\s*(?:[#/^>!]|(?:if|else|end|range|with|define|template|block)\b))[^{};\n]{1,400}\}\}
    |<%[-=:](?:(?!%>|<%).){0,2000}+%>
    |<\?=(?:(?!\?>|<\?).){0,2000}+\?>
    |(?<![\w$])\$!?\{[^{}\n]{0,400}\}
    |(?<![\w$])\#\{[^{}\n]{0,400}\}
    |\{[$~][\w$]+[^\w\s{};,:=\n][^{};\n]{0,400}\}
    |\{:[a-zA-Z_][^{};\n]{0,400}\}
    |(?<=[=(,:?+])\s*<\w+:\w+(?:[^<>"'\n]|"[^"\n]*"|'[^'\n]*'){0,100}/>"""
_DECIDES = rb"""\{\{[-~]?\s*(?:[#/^>!]|(?:if|else|end|range|with|define|template|block)\b)[^{}]{0,400}\}\}
    |\{%(?:(?!%\}|\{%).){0,2000}+%\}
    |\{\#[^\n]{0,400}?\#\}
    |<%(?:(?!%>|<%).){0,20000}+%>
    |<\?(?=php\b|\s)(?:(?!\?>|<\?).){0,20000}+(?:\?>|\Z)
    |<\#--(?:(?!-->|<\#--).){0,2000}+-->
    |</?[\#@][a-zA-Z](?:[^<>"'()]|"[^"]*"|'[^']*'|\([^()]*\)){0,200}>
    |(?<![.\w$])\#(?:(?:if|elseif|foreach|for|set|parse|include|define)\s?\((?:[^()\n]|\([^()\n]*\)){0,200}\)|(?:else|end)\b(?:\(\))?)
    |\{/[a-z]+\}
    |\{(?:(?:if|elseif|foreach|for|section|volist|include)\s+[^(){};\s][^{};\n]{0,400}|else\s?/?|literal)\}
    |(?:\A|(?<=\n)|(?<=[;{}>]))[\ \t]*</?\w+:\w+(?:[^<>"'\n]|"[^"\n]*"|'[^'\n]*'){0,100}>
    |@\*(?:(?!\*@|@\*).){0,2000}+\*@
    |@[@:]
    |@(?=[a-zA-Z_(])(?!foreach\b)"""
_TOKEN = re.compile(
    rb"""(?P<comment>//[^\n]*+)
    |(?P<long>/\*)
    |(?:(?<=[=(,:!&|?;\[])|(?<=[=(,:!&|?;\[][ ])|(?<=return[ ]))(?P<regex>/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,400}+\]){1,400}+/)
    |(?P<text>%s|%s)
    |(?P<open>["'](?:[^\\\n]|\\.)*+)
    |(?P<template>`)
    |(?P<writes>%s)
    |(?P<each>@foreach\b)
    |(?P<code>@\{)
    |(?P<decides>%s)"""
    % (_text(b'"').replace(b"#", rb"\#"), _text(b"'").replace(b"#", rb"\#"), _WRITES, _DECIDES),
    re.DOTALL | re.VERBOSE,
)
_IN_TEMPLATE = re.compile(rb"\\.|`|\$\{|[{}]", re.DOTALL)
_BRACES = re.compile(rb"""@?[{}]|"(?:[^"\\\n]|\\.)*+\"""")
_HOLE = {quote: re.compile(_holes(quote), re.DOTALL) for quote in (b'"', b"'")}
_ELSE = re.compile(rb"\W{2,4}\s*else\b")
_OPEN = (b";", b"{", b",", b"[", b"(")
_CLOSED = (b";", b"}", b",", b"]", b")")
_CODE = 4000
"""Bytes of a block of server code in a script."""


def without_marks(script: bytes) -> bytes:
    """The script as a browser would get it, as long as before; the same object where it holds no mark."""
    if _ANY.search(script) is None:
        return script
    parts: list[bytes] = []
    at = 0
    closing = True  # until a template literal has no end: there is no use in looking for one again
    while (token := _TOKEN.search(script, at)) is not None:
        start, end = token.span()
        parts.append(script[at:start])
        kind = token.lastgroup
        if kind == "long":
            closed = script.find(b"*/", end)
            end = len(script) if closed < 0 else closed + 2
            parts.append(script[start:end])
        elif kind == "template":
            end = _end_of_template(script, end) if closing else end
            closing = closing and end - start > 1
            parts.append(script[start:end])
        elif kind == "code":
            end = _end_of_block(script, end)
            parts.append(script[start:end].translate(_BLANK))
        elif kind == "text":
            parts.append(_with_holes(token[0], _is_key(script, start, end)))
        elif kind == "writes":
            parts.append(_named(token[0], script[end : end + 1]))
        elif kind == "each":
            parts.append(b"     for")
        elif kind == "decides":
            parts.append(_between(script, start, end) if _ELSE.match(token[0]) else token[0].translate(_BLANK))
        else:
            parts.append(token[0])
        at = end
    parts.append(script[at:])
    return b"".join(parts)


def _named(mark: bytes, behind: bytes) -> bytes:
    """A name that nobody binds, as long as the mark with its line breaks; a part of a name goes on in what stands behind it."""
    blank = mark.translate(_BLANK)
    lead = len(mark) - len(mark.lstrip())
    size = len(mark) - lead if behind.isalnum() or behind in (b"_", b"$") else min(4, len(mark) - lead)
    return blank[:lead] + b"_" * size + blank[lead + size :]


def _with_holes(text: bytes, key: bool) -> bytes:
    """A text with its marks as holes: a template of the script's own language, unless it stands where none may."""
    quote = text[:1]
    holes = _HOLE[quote]
    if holes.search(text, 1, len(text) - 1) is None:
        return text
    if key or b"`" in text:
        other = b"'" if quote == b'"' else b'"'
        return quote + holes.sub(lambda hole: hole[0].replace(quote, other), text[1:-1]) + quote
    return b"`" + holes.sub(_hole, text[1:-1]) + b"`"


def _hole(match: re.Match[bytes]) -> bytes:
    size = len(match[0])
    return b"${_}" if size == 4 else b"${" + b"____"[: size - 3] + b" " * (size - 7) + b"}" if size > 4 else match[0].translate(_BLANK)


def _is_key(script: bytes, start: int, end: int) -> bool:
    """Whether a text stands where an object names a property."""
    return script[end : end + 20].lstrip()[:1] == b":" and script[max(0, start - 200) : start].rstrip()[-1:] in (b"{", b",")


def _between(script: bytes, start: int, end: int) -> bytes:
    """What stands for an "else": an "or" where it parts two values on a line, a semicolon between two statements there."""
    before = script[script.rfind(b"\n", 0, start) + 1 : start].rstrip()
    after = script[end : end + 200].partition(b"\n")[0].lstrip()
    sign = b""
    if before[-1:] not in (b"", *_OPEN) and after[:1] not in (b"", *_CLOSED):
        sign = b"||" if b"=" in before or before.count(b"(") > before.count(b")") else b";"
    return sign + script[start + len(sign) : end].translate(_BLANK)


def _end_of_template(script: bytes, at: int) -> int:
    """Behind the template literal that is open at ``at``; one that never ends is a single character."""
    opened = [b"`"]
    for found in _IN_TEMPLATE.finditer(script, at):
        sign = found[0]
        if sign == b"`" and opened[-1] == b"`":
            opened.pop()
        elif sign == b"`" or (sign == b"${" and opened[-1] == b"`"):
            opened.append(sign)
        elif sign[-1:] == b"{" and opened[-1] != b"`":
            opened.append(b"{")
        elif sign == b"}" and opened[-1] != b"`":
            opened.pop()
        if not opened:
            return found.end()
    return at


def _end_of_block(script: bytes, at: int) -> int:
    """Behind the block of server code that is open at ``at``, which is all of it where its end is not near."""
    depth = 1
    for found in _BRACES.finditer(script, at, at + _CODE):
        depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        if found[0] == b"@{":
            break
        if not depth:
            return found.end()
    return at
