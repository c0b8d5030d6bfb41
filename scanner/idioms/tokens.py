"""The words and signs of one function in the order of its text, with loops and statements around them; the same for every grammar.

What they amount to is said by ``shapes`` and ``vocabulary``.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    Kind = Literal["name", "number", "text", "comment", "sign"]

MAX_TOKENS = 20_000
"""Of one function; beyond that it is data rather than an algorithm."""
_LOOP = re.compile(
    r"(?:(?:c_style_|enhanced_)?(?:for|foreach|while|until|loop|repeat)(?:_|$)|do_)(?!.*(?:clause|header|block|condition|binding))"
)
_COMPREHENSION = re.compile(r".*comprehension|generator_expression|for_in_clause_expression")
_NUMBER = re.compile(r"(?!.*type).*(?:integer|float|number|decimal|real_literal|int_literal|double)")
_TEXT = re.compile(
    r"(?!.*(?:type|interpolat|content|fragment|start|end)).*(?:string|heredoc|char_literal|character_literal|line_str|template_str)"
)
_HOLE = re.compile(r".*(?:interpolat|substitution|template_expr|embedded)")
_BLOCK = re.compile(r"(?:.*_)?(?:block|body|statements|statement_list|suite|chunk|then|else|program|source_file|compilation_unit|module)")
_STATEMENT = re.compile(r"(?:.*_)?(?:statement|assignment|assignment_expression|declaration|declarator|definition|return|let)(?:_.*)?")
_NAME = re.compile(r"[$@]*[^\W\d]\w*[?!]?")
ITERATING = frozenset(
    {"foreach", "each", "map", "flatmap", "filter", "reduce", "fold", "foldleft", "inject", "aggregate", "foreachindexed", "mapindexed",
     "reducebykey", "eachwithindex", "some", "every", "collect", "associatewith", "itertuples", "iterrows", "range", "sum", "sumof"}
)  # fmt: skip
"""Methods that go over a collection when something in brackets or braces follows."""
_CLOSING = {"(": ")", "{": "}"}


class Token(NamedTuple):
    """``loop``: how many loops are around it; ``statement``: a number that all tokens of a statement share; ``parent``: kind of node."""

    kind: Kind
    text: str
    start: int
    loop: int
    statement: int
    parent: str


def tokens(node: Node, data: bytes, apart: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Tokens below a node, without what lies in the spans ``apart``."""
    found: list[Token] = []
    count = 0
    waiting: list[tuple[Node, int, int, str]] = [(node, 0, 0, "")]
    while waiting and len(found) < MAX_TOKENS:
        node, loop, statement, parent = waiting.pop()
        if apart and any(start <= node.start_byte and node.end_byte <= end for start, end in apart):
            continue
        type_ = node.type
        kind = _kind(type_) if node.is_named else "sign"
        children = node.children
        if kind in ("text", "comment", "number"):
            text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
            found.append(Token(kind, text, node.start_byte, loop, statement, parent))  # type: ignore[arg-type]  # one of the three
            children = _holes(node) if kind == "text" else []
        elif not children:
            text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
            is_name = node.is_named and _NAME.fullmatch(text)
            found.append(Token("name" if is_name else "sign", text, node.start_byte, loop, statement, parent))
        loop += kind == "loop"
        fresh = _BLOCK.fullmatch(type_) is not None
        if kind == "statement":
            count += 1
            statement = count
        for child in reversed(children):
            if fresh and child.is_named:
                count += 1
                statement = count
            waiting.append((child, loop, statement, type_))
    return _iterated(found)


@functools.lru_cache(maxsize=4096)
def _kind(type_: str) -> str:
    if "comment" in type_:
        return "comment"
    if _TEXT.match(type_):
        return "text"
    if _LOOP.match(type_) or _COMPREHENSION.fullmatch(type_):
        return "loop"
    if _NUMBER.match(type_):
        return "number"
    return "statement" if _STATEMENT.fullmatch(type_) else ""


def _holes(text: Node) -> list[Node]:
    """The expressions inside a text."""
    found: list[Node] = []
    waiting = [text]
    while waiting:
        for child in waiting.pop().named_children:
            (found if _HOLE.match(child.type) else waiting).append(child)
    return sorted(found, key=lambda node: node.start_byte)


def _iterated(found: list[Token]) -> list[Token]:
    """Deeper by one what is handed to a method that goes over a collection."""
    depth: list[tuple[str, int]] = []
    level = 0
    result = []
    for at, token in enumerate(found):
        if token.kind == "sign" and token.text in ("(", "{", ")", "}"):
            if token.text in _CLOSING:
                before = found[at - 1] if at else token
                name = before if before.text not in (")", ">", "]") else token
                iterates = (
                    name.kind == "name" and plain(name.text) in ITERATING and at > 1 and found[at - 2].text in (".", "?.", "::", "->")
                )
                depth.append((_CLOSING[token.text], int(iterates)))
                level += iterates
            elif depth and depth[-1][0] == token.text:
                level -= depth.pop()[1]
        result.append(token._replace(loop=token.loop + level) if level else token)
    return result


def plain(name: str) -> str:
    """A name in small letters, without what only joins its parts."""
    return name.replace("_", "").lstrip("$@").rstrip("?!").lower()
