"""Commands of a shell: calls with words and options, pipes, redirections, assignments, functions, control flow.

A command's plain words are its positional arguments, an option is a named one with the word behind it; as only the command knows
which options take a word, a word behind an option counts as plain, too, when it looks like an address or begins with a variable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.shell.words import pieces, structured
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from scanner.languages.shell.descent import Descent, Expression

INPUT = "<"
"""The named argument that stands for what a command reads."""
_PRINTS = ("echo", "printf", "cat")
_WRAPPERS = frozenset({"command", "exec", "nohup", "sudo", "time", "builtin", "env", "xargs"})
_REDIRECTS = ("file_redirect", "heredoc_redirect", "herestring_redirect")


def _command(d: Descent, node: Node) -> int:
    """``name -o word --option=word word``"""
    b = d.b
    name, words, read = _parts(d, node)
    if name is None:
        return b.unknown("command")
    word = d.text(name)
    while word in _WRAPPERS and words and not d.text(words[0]).startswith("-"):
        word = d.text(words.pop(0))
    handler = _BUILT_IN.get(word)
    if handler is not None:
        return handler(d, words, node)
    given = _positional(d, words) if word in d.functions else arguments(d, words)
    if read >= 0:
        given.append(Argument(-1, INPUT, structured(d, read)))
    program = word.rpartition("/")[2]
    callee = b.name(program, node.start_byte) if program[:1].isalpha() or program[:1] == "_" else b.unknown("command")
    value = b.call(callee, given, node.start_byte, node.end_byte)
    if word in _PRINTS and d.function > 0:
        b.scopes[d.function].returns.append(value)
    return value


def _parts(d: Descent, node: Node) -> tuple[Node | None, list[Node], int]:
    """Name, words and input of a command; assignments in front of it are made."""
    name: Node | None = None
    words: list[Node] = []
    read, d.input = d.input, -1
    for child in d.children(node):
        if child.type == "command_name":
            name = child
        elif child.type == "variable_assignment":
            _assignment(d, child)
        elif child.type in _REDIRECTS:
            read = _redirect(d, child, read)
        else:
            words.append(child)
    return name, words, read


def _read(d: Descent, words: list[Node], node: Node) -> int:
    """``read -r a b``"""
    for word in words:
        if not d.text(word).startswith("-"):
            d.assigned.add(d.text(word))
            d.b.bind(d.text(word), d.b.unknown("input"), node.end_byte)
    return d.b.const(None)


def _leave(d: Descent, words: list[Node], _node: Node) -> int:
    """``return 1``, ``exit``"""
    d.block(words)
    return d.b.const(None)


def _positional(d: Descent, words: list[Node]) -> list[Argument]:
    """The words of a function of the script: all of them are its arguments."""
    return [Argument(n, "", structured(d, d.expr(word))) for n, word in enumerate(words)]


def arguments(d: Descent, words: list[Node]) -> list[Argument]:
    """The words of a command as arguments."""
    b = d.b
    found: list[Argument] = []
    position = 0
    option = ""
    for node in words:
        written = d.text(node)
        if written.startswith("-") and len(written) > 1 and node.type in ("word", "concatenation"):
            if option:
                found.append(Argument(-1, option, b.const(True)))
            value = d.expr(node)
            option, value = _option(d, value)
            if value >= 0:
                found.append(Argument(-1, option, structured(d, value)))
                option = ""
            continue
        value = d.expr(node)
        if option:
            found.append(Argument(-1, option, structured(d, value)))
        if not option or "://" in written or written.lstrip("\"'").startswith("$"):
            found.append(Argument(position, "", value))
            position += 1
        option = ""
    if option:
        found.append(Argument(-1, option, b.const(True)))
    return found


def _option(d: Descent, value: int) -> tuple[str, int]:
    """Name and value of ``--name=value``, ``-Xvalue``; -1 where none is written beside the name."""
    b = d.b
    kind, *rest = b.at(value)
    parts: tuple[int, ...] = rest[0] if kind == "concat" else (value,)  # type: ignore[assignment]
    first = str(b.at(parts[0])[1]) if b.kind(parts[0]) == "string" else ""
    name, sign, after = first.partition("=")
    if sign and name.startswith("--"):
        return name, b.concat([*([b.string(after)] if after else []), *parts[1:]]) if after or len(parts) > 1 else b.string("")
    if not name.startswith("--") and len(first) > 2 and (not name[1:].isalpha() or (len(name) > 4 and name[2:].isupper())):
        return name[:2], b.concat([b.string(first[2:]), *parts[1:]])
    return (first, b.concat(parts[1:])) if len(parts) > 1 else (first, -1)


def _source(d: Descent, words: list[Node], node: Node) -> int:
    """``source "$DIR/lib.sh"``: what it defines is defined here."""
    b = d.b
    if not words:
        return b.const(None)
    kind, *rest = b.at(d.expr(words[0]))
    parts: tuple[int, ...] = rest[0] if kind == "concat" else ()  # type: ignore[assignment]
    text = str(rest[0]) if kind == "string" else "".join(str(b.at(p)[1]) if b.kind(p) == "string" else "*" for p in parts)
    if text:
        b.imported(text if text.startswith("*") else f"./{text.removeprefix('./')}", "*", "", node.start_byte, node.end_byte, "d")
    return b.const(None)


def _redirect(d: Descent, node: Node, before: int) -> int:
    """What a command reads: a here-document, a word; a file is not read."""
    if node.type == "herestring_redirect":
        return d.block(node.children)
    if node.type != "heredoc_redirect":
        d.block(node.children)
        return before
    body = next((child for child in node.named_children if child.type == "heredoc_body"), None)
    start = next((d.text(child) for child in node.named_children if child.type == "heredoc_start"), "")
    value = before
    if body is not None:
        quoted = start[:1] in "'\"\\"
        # NOTE: a body that begins with a variable is given without what stands in front of it.
        begin = d.data.find(b"\n", node.start_byte, body.end_byte) + 1
        begin = begin if 0 < begin <= body.start_byte else body.start_byte
        value = d.b.string(d.data[begin : body.end_byte].decode("utf-8", "replace")) if quoted else pieces(d, body, begin, body.end_byte)
    after = [child for child in node.named_children if child.type not in ("heredoc_body", "heredoc_start", "heredoc_end", "comment")]
    if after:  # ``cat <<EOF | other``
        d.input = d.b.call(d.b.name("cat", node.start_byte), (Argument(-1, INPUT, value),), node.start_byte, node.end_byte)
        d.block(after)
        d.input = -1
    return value


def _redirected(d: Descent, node: Node) -> int:
    """``command <<EOF``, ``{ … } > file``"""
    body = node.child_by_field_name("body")
    for child in d.children(node):
        if child != body:
            d.input = _redirect(d, child, d.input)
    value = d.expr(body) if body is not None else d.b.unknown("redirect")
    d.input = -1
    return value


def _pipeline(d: Descent, node: Node) -> int:
    """``a | b``: what one prints the next one reads"""
    value = -1
    for child in d.children(node):
        if value >= 0:
            d.input = value
        value = d.expr(child)
    d.input = -1
    return value if value >= 0 else d.b.unknown("pipeline")


def _assignment(d: Descent, node: Node) -> int:
    """``name=value``, ``name+=value``, ``name[key]=value``"""
    b = d.b
    name, written = node.child_by_field_name("name"), node.child_by_field_name("value")
    value = structured(d, d.expr(written)) if written is not None else b.string("")
    if name is None:
        return value
    if name.type == "subscript":
        found = d.children(name)
        if len(found) > 1:
            b.store(b.name(d.text(found[0]), node.start_byte), "", d.expr(found[1]), value, node.start_byte, node.end_byte)
        return value
    word = d.text(name)
    if d.data[name.end_byte : name.end_byte + 2] == b"+=":
        value = b.concat((b.name(word, node.start_byte), value))
    local = node.parent is not None and node.parent.type == "declaration_command" and d.data.startswith(b"local", node.parent.start_byte)
    b.bind(word, value, node.end_byte, scope=None if local or d.function <= 0 else 0)
    return value


def _function(d: Descent, node: Node) -> int:
    """``name() { … }``; what it prints is what it gives"""
    b = d.b
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    word = d.text(name) if name is not None else ""
    scope = b.open("function", word, node.start_byte, node.end_byte)
    before = d.function, b.guard, d.input
    d.function, b.guard, d.input = scope, 0, -1
    if body is not None:
        value = d.expr(body)
        if value >= 0 and b.kind(value) == "call":
            b.scopes[scope].returns.append(value)
    d.function, b.guard, d.input = before
    b.close()
    b.bind(word, b.expr("function", scope), node.start_byte, scope=0)
    return b.const(None)


def _group(d: Descent, node: Node) -> int:
    value = d.block(node.children)
    return value if value >= 0 else d.b.const(None)


def _if(d: Descent, node: Node) -> int:
    """``if a; then b; elif c; then d; else e; fi``"""
    conditions = node.children_by_field_name("condition")
    d.block(conditions)
    d.guarded(child for child in node.named_children if child not in conditions)
    return d.b.const(None)


def _loop(d: Descent, node: Node) -> int:
    d.guarded(node.named_children)
    return d.b.const(None)


def _for(d: Descent, node: Node) -> int:
    """``for a in b c; do … done``"""
    name, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
    values = [d.expr(child) for child in node.children_by_field_name("value")]
    if name is not None:
        d.assigned.add(d.text(name))
        d.b.bind(d.text(name), d.b.union(values) if values else d.b.unknown("argument"), name.end_byte)
    d.guarded([body] if body is not None else ())
    return d.b.const(None)


def _case(d: Descent, node: Node) -> int:
    for child in d.children(node):
        if child.type == "case_item":
            d.guarded(inner for inner in child.named_children if inner.type not in ("word", "extglob_pattern", "number"))
        else:
            d.expr(child)
    return d.b.const(None)


def _list(d: Descent, node: Node) -> int:
    """``a && b || c``"""
    found = d.children(node)
    value = d.block(found[:1])
    for child in found[1:]:
        value = d.guarded((child,))
    return value if value >= 0 else d.b.const(None)


def _declaration(d: Descent, node: Node) -> int:
    """``export a=b``, ``local a``, ``readonly a=b``"""
    for child in d.children(node):
        if child.type == "variable_assignment":
            d.expr(child)
    return d.b.const(None)


def _test(d: Descent, node: Node) -> int:
    d.block(node.children)
    return d.b.unknown("test")


def _nothing(d: Descent, node: Node) -> int:
    return d.b.const(None)


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


_BUILT_IN: dict[str, Callable[[Descent, list[Node], Node], int]] = {
    **dict.fromkeys(("source", "."), _source),
    **dict.fromkeys(("return", "exit"), _leave),
    "read": _read,
}
COMMANDS: dict[str, Expression] = {
    **dict.fromkeys(
        ("compound_statement", "subshell", "do_group", "else_clause", "elif_clause", "program", "variable_assignments"), _group
    ),
    **dict.fromkeys(("while_statement", "c_style_for_statement"), _loop),
    **dict.fromkeys(("file_redirect", "heredoc_redirect", "herestring_redirect"), _test),
    "ERROR": _error,
    "case_statement": _case,
    "command": _command,
    "command_name": _group,
    "comment": _nothing,
    "declaration_command": _declaration,
    "for_statement": _for,
    "function_definition": _function,
    "if_statement": _if,
    "list": _list,
    "negated_command": _group,
    "pipeline": _pipeline,
    "process_substitution": _group,
    "redirected_statement": _redirected,
    "test_command": _test,
    "unset_command": _nothing,
    "variable_assignment": _assignment,
}
