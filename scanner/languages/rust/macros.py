"""Macros of Rust whose arguments are expressions: rewritten in place, byte for byte, so that the grammar reads them as such.

``format!(…)`` becomes a call, ``vec![…]`` an array, ``json!({…})`` an array of keys and values, ``lazy_static! {…}`` its items;
what the rewritten form means is left to the expressions.
"""

from __future__ import annotations

import re

_MACRO = re.compile(
    rb"\b(?:(?:std|core|alloc|tokio|futures|anyhow|serde_json|async_stream)::)?"
    rb"(?:(?P<call>format|format_args|print|println|eprint|eprintln|write|writeln|panic|assert|assert_eq|assert_ne|concat|env|option_env|include_str|dbg|todo"
    rb"|unimplemented|unreachable|bail|anyhow|ensure|join|try_join)!(?=\s*\()"
    rb"|(?P<array>vec)!(?=\s*\[)|(?P<json>json)!(?=\s*[({\[])|(?P<block>stream|try_stream)!(?=\s*\{)|(?P<items>lazy_static|thread_local)!(?=\s*\{))"
)
_TOKEN = re.compile(
    rb"//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|(?P<raw>b?r(?P<hashes>#*)\"(?:(?!\"(?P=hashes)).)*\"(?P=hashes))|b?\"(?:[^\"\\]|\\.)*\"|'(?:\\[^']{1,12}|[^'\\])'"
    rb"|::|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<colon>:)|(?P<other>[^\s({\[)}\]:\"'/])|/",
    re.DOTALL,
)
_FOR_AWAIT = re.compile(rb"\bfor\s+(await)\b")
"""A loop over a stream, in macros that make streams."""
MAX_DEPTH = 200
_BEFORE_OBJECT = frozenset(b":[,({")


def opened(data: bytes) -> bytes:
    """The text with such macros rewritten; as long as before."""
    if b"!" not in data:
        return data
    out = bytearray(data)
    done = 0
    for match in _MACRO.finditer(data):
        if match["call"] or match["json"]:
            out[match.end() - 1] = 32
        elif match["array"] or match["block"]:
            out[match.start() : match.end()] = b" " * (match.end() - match.start())
        if match["json"] and match.end() >= done:
            done = _objects(data, out, match.end())
        elif match["items"] and match.end() >= done:
            _unwrap(data, out, match.start(), match.end())
    for match in _FOR_AWAIT.finditer(data):
        out[match.start(1) : match.end(1)] = b"     "
    return bytes(out)


def _objects(data: bytes, out: bytearray, start: int) -> int:
    """Braces of objects become brackets, the colons after their keys commas; gives where the value ends."""
    stack: list[str] = []
    last = 58
    for token in _TOKEN.finditer(data, start):
        at, kind = token.start(), token.lastgroup
        if kind == "open":
            sign = data[at : at + 1]
            if not stack and sign != b"(":  # ``json!{…}``
                out[at] = 91
                stack.append("object" if sign == b"{" else "array")
            elif sign == b"{":
                is_object = (
                    last in _BEFORE_OBJECT
                    and (stack[-1:] != ["code"] or last == 40)
                    and (len(stack) == 1 or stack[-1] in ("object", "array"))
                )
                out[at] = 91 if is_object else 123
                stack.append("object" if is_object else "code")
            else:
                stack.append(
                    "array" if sign == b"[" and (last in _BEFORE_OBJECT) and stack[-1:] != ["code"] else "code" if stack else "top"
                )
            if len(stack) > MAX_DEPTH:
                return at
        elif kind == "close":
            if not stack:
                return at
            if stack.pop() == "object":
                out[at] = 93
            if not stack:
                return at
        elif kind == "colon" and stack[-1:] == ["object"]:
            out[at] = 44
        if not data.startswith((b"//", b"/*"), at):
            last = data[at]
    return len(data)


def _unwrap(data: bytes, out: bytearray, start: int, end: int) -> None:
    """The items between the braces stand for themselves."""
    depth = 0
    for token in _TOKEN.finditer(data, end):
        if token.lastgroup == "open":
            depth += 1
            if depth == 1:
                out[start : token.end()] = b" " * (token.end() - start)
        elif token.lastgroup == "close":
            depth -= 1
            if depth <= 0:
                out[token.start()] = 32
                break
    else:
        return
    for ref in re.finditer(rb"\bstatic(\s+)ref\b", data[end : token.start()]):
        out[end + ref.end() - 3 : end + ref.end()] = b"   "
