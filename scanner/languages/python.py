"""Python 2 and 3 to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH, Builder
from scanner.languages.interface import Traits
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tree_sitter import Node, Parser

    from scanner.languages.interface import Naming
    from scanner.model import Facts

_ESCAPE = re.compile(r"\\(?:([\\'\"abfnrtv])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\n|([0-7]{1,3}))")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])")
_DOTTED = re.compile(r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")
_FLAGS = {
    "staticmethod": "s", "classmethod": "c", "property": "p", "cached_property": "p", "abstractmethod": "b", "abstractproperty": "pb",
}  # fmt: skip
_WRAPPERS = frozenset({"Optional", "Final", "ClassVar", "Required", "NotRequired", "Type", "type", "Awaitable", "Coroutine"})
_SEQUENCES = frozenset(
    {"list", "List", "tuple", "Tuple", "set", "Set", "frozenset", "Sequence", "Iterable", "Iterator", "Generator", "AsyncIterator",
     "AsyncGenerator", "AsyncIterable", "Collection", "deque"}
)  # fmt: skip
_MAPS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"})


@functools.cache
def _parser() -> Parser:
    import tree_sitter_python
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_python.language()))


class Python:
    """The language module; see ``interface.Language``."""

    id = "python"
    suffixes = (".py", ".pyw", ".pyi")
    traits = Traits(separator=".", fields_construct=True, constructors=("__init__", "__new__"), call_method="__call__", signature_key="python")

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one Python file."""
        build = Builder(path, "python", len(data))
        lowering = _Lowering(build, data)
        lowering.block(_parser().parse(data).root_node.children)
        return build.facts()

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files a module name may mean: relative to the importer's package, else from the source roots."""
        dots = len(module) - len(module.lstrip("."))
        parts = [part for part in module[dots:].split(".") if part]
        folder = importer.rpartition("/")[0]
        if dots:
            for _ in range(dots - 1):
                folder = folder.rpartition("/")[0]
            return _module_files("/".join([folder, *parts] if folder else parts), naming)
        outer = parts[:1] and parts[0] in naming.external
        for root in _source_roots(naming, "" if outer else folder):
            found = _module_files("/".join([root, *parts] if root else parts), naming)
            if found:
                return found
        return ()

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """The last part of the module's name."""
        stem = path.removesuffix("/__init__.py").rpartition("/")[2].rpartition(".")[0] or path.removesuffix("/__init__.py").rpartition("/")[2]
        return (stem,)


LANGUAGE = Python()
LANGUAGES = (LANGUAGE,)


def _module_files(base: str, naming: Naming) -> tuple[str, ...]:
    found = [name for name in (f"{base}.py", f"{base}/__init__.py", f"{base}.pyi") if name in naming.files]
    # NOTE: a folder without __init__.py is a namespace package; its name stands for it.
    return tuple(found) or ((base + "/",) if base and base in naming.folders else ())


def _source_roots(naming: Naming, folder: str) -> Sequence[str]:
    """Folders that top-level imports are looked up in: every folder from the importer's up to the root, and their ``src``, ``lib`` and ``python``.

    A script's own folder is on its path, and so is the working directory, which is usually a folder above.
    """
    key = ("python-roots", folder)
    if key not in naming.memo:
        roots, at = [], folder
        while True:
            roots.append(at)
            roots.extend(f"{at}/{name}" if at else name for name in ("src", "lib", "python") if (f"{at}/{name}" if at else name) in naming.folders)
            if not at:
                break
            at = at.rpartition("/")[0]
        naming.memo[key] = tuple(roots)
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


class _Lowering:
    """One file's descent; every ``_x`` method handles the node kinds named in the tables below."""

    def __init__(self, build: Builder, data: bytes) -> None:
        self.b = build
        self.data = data
        self.elsewhere: list[dict[str, int]] = [{}]
        """Per open function: names declared global or nonlocal, and their scope."""
        self.after = 0
        """End of the assignment that is being read."""

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    # -- statements

    def block(self, nodes: Iterable[Node]) -> None:
        if self.b.depth > MAX_DEPTH:
            self.b.gap("nested-too-deep")
            return
        self.b.depth += 1
        for node in nodes:
            handler = _STATEMENTS.get(node.type)
            if handler is not None:
                handler(self, node)
            elif node.is_named and node.type != "comment":
                self.expr(node)
        self.b.depth -= 1

    def field(self, node: Node, name: str) -> None:
        child = node.child_by_field_name(name)
        if child is not None:
            self.block(child.children)

    def _children(self, node: Node) -> None:
        self.block(node.children)

    def _error(self, node: Node) -> None:
        self.b.gap("syntax-error")
        self.block(node.children)

    def _guarded(self, node: Node) -> None:
        """if, elif, while, try, match: everything inside is conditional."""
        for child in node.children:
            if child.type == "block":
                self.b.guard += 1
                self.block(child.children)
                self.b.guard -= 1
            elif child.type in _CLAUSES:
                self._guarded(child)
            elif child.type == "as_pattern":  # except X as e
                self._as_pattern(child, caught=node.type.startswith("except"))
            elif child.is_named and child.type not in ("comment", "case_pattern"):
                self.expr(child)

    def _for(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            self.b.guard += 1
            self.target(left, self.b.element(self.expr(right)))
            self.b.guard -= 1
        self.b.guard += 1
        self.field(node, "body")
        self.b.guard -= 1
        alternative = node.child_by_field_name("alternative")
        if alternative is not None:
            self._guarded(alternative)

    def _with(self, node: Node) -> None:
        for clause in node.children:
            if clause.type == "with_clause":
                for item in clause.named_children:
                    value = item.child_by_field_name("value") or item
                    self.b.flag_call(self.expr(value), "c")
        self.field(node, "body")

    def _assignment(self, node: Node) -> None:
        self.assign(node)

    def assign(self, node: Node) -> int:
        """``a = b = value`` and ``a: T = value``; gives the value."""
        left, right, type_node = (node.child_by_field_name(n) for n in ("left", "right", "type"))
        type_ = self.type_expr(type_node) if type_node is not None else -1
        value = -1
        if right is not None:
            value = self.assign(right) if right.type == "assignment" else self.expr(right)
        if left is not None:
            self.after = node.end_byte
            self.target(left, value, type_)
        return value

    def _augmented(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None:
            return
        added = self.expr(right)
        self.after = node.end_byte
        if operator is not None and operator.type == "+=":
            self.target(left, self.b.concat((self.expr(left), added)))
        elif operator is not None and operator.type == "|=":
            self.target(left, self.b.union((self.expr(left), added)))

    def target(self, node: Node, value: int, type_: int = -1) -> None:
        """Bind or store ``value`` (-1: declared only) to an assignment target."""
        kind = node.type
        if kind == "identifier":
            name = self.text(node)
            # NOTE: the name on the right of ``x = f(x)`` still means the old value: the binding holds from the end of the statement on.
            self.b.bind(name, value, max(node.start_byte, self.after), type_=type_, scope=self.elsewhere[-1].get(name))
        elif kind == "attribute":
            obj, member = node.child_by_field_name("object"), node.child_by_field_name("attribute")
            if obj is not None and member is not None:
                stored = value if value >= 0 else self.b.declared(type_)
                if value >= 0 and type_ >= 0:
                    stored = self.b.union((value, self.b.declared(type_)))
                self.b.store(self.expr(obj), self.text(member), -1, stored, node.start_byte, node.end_byte)
        elif kind == "subscript":
            obj, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
            if obj is not None and key is not None and value >= 0:
                self.b.store(self.expr(obj), "", self.expr(key), value, node.start_byte, node.end_byte)
        elif kind in _PATTERNS:
            for n, child in enumerate(c for c in node.named_children if c.type != "comment"):
                if child.type in ("list_splat_pattern", "list_splat"):
                    self.target(child.named_children[0], value, -1) if child.named_children else None
                else:
                    self.target(child, self.b.index(value, self.b.const(n)) if value >= 0 else value)
        elif kind == "parenthesized_expression" and node.named_children:
            self.target(node.named_children[0], value, type_)

    def _import(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "dotted_name":
                name = self.text(child)
                top = name.split(".")[0]
                self.b.imported(top, "", top, child.start_byte, child.end_byte)
                if top != name:  # loads the submodule; the name that is bound is the top one
                    self.b.imported(name, "", "", child.start_byte, child.end_byte)
            elif child.type == "aliased_import":
                name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
                if name is not None and alias is not None:
                    self.b.imported(self.text(name), "", self.text(alias), child.start_byte, child.end_byte)

    def _import_from(self, node: Node) -> None:
        module_node = node.child_by_field_name("module_name")
        if module_node is None:
            return
        module = self.text(module_node).replace(" ", "")
        for child in node.named_children[1:]:
            if child.type == "wildcard_import":
                self.b.imported(module, "*", "", node.start_byte, node.end_byte)
            elif child.type == "dotted_name":
                name = self.text(child)
                self.b.imported(module, name, name, child.start_byte, child.end_byte)
            elif child.type == "aliased_import":
                name_node, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
                if name_node is not None and alias is not None:
                    self.b.imported(module, self.text(name_node), self.text(alias), child.start_byte, child.end_byte)

    def _return(self, node: Node) -> None:
        value = self.expr(node.named_children[0]) if node.named_children else -1
        scope = self.b.enclosing("function", "lambda")
        if value >= 0 and scope >= 0:
            self.b.scopes[scope].returns.append(value)

    def _global(self, node: Node) -> None:
        for child in node.named_children:
            name = self.text(child)
            scope = 0
            if node.type == "nonlocal_statement":
                scope = self.b.enclosing("function", "lambda", start=self.b.scopes[self.b.scope].parent)
            self.elsewhere[-1][name] = max(scope, 0)

    def _decorated(self, node: Node) -> None:
        decorators: list[int] = []
        flags = ""
        for child in node.children:
            if child.type == "decorator" and child.named_children:
                inner = child.named_children[0]
                value = self.expr(inner)
                self.b.flag_call(value, "d")
                decorators.append(value)
                flags += _FLAGS.get(self.text(inner).rpartition(".")[2], "")
        definition = node.child_by_field_name("definition")
        if definition is not None:
            (self.function if definition.type == "function_definition" else self.class_)(definition, tuple(decorators), flags)

    def function(self, node: Node, decorators: tuple[int, ...] = (), flags: str = "") -> None:
        b = self.b
        name_node = node.child_by_field_name("name")
        name = self.text(name_node) if name_node is not None else ""
        return_node = node.child_by_field_name("return_type")
        return_type = self.type_expr(return_node) if return_node is not None else -1
        owner = b.scope if b.scopes[b.scope].kind == "class" else -1
        defaults = self.parameter_values(node)
        scope = b.open("function", name, node.start_byte, node.end_byte)
        at = b.scopes[scope]
        at.decorators, at.return_type = decorators, return_type
        at.flags = flags + ("a" if node.children and node.children[0].type == "async" else "") + ("x" if not name.startswith("_") else "")
        guard, b.guard = b.guard, 0
        self.elsewhere.append({})
        for index, (parameter, star, default, type_) in enumerate(defaults):
            if index == 0 and owner >= 0 and "s" not in flags and not star:
                b.bind(parameter, b.expr("class" if "c" in flags or name == "__new__" else "self", owner), node.start_byte)
            elif parameter:
                b.parameter(parameter, default, type_, star)
        self.field(node, "body")
        self.elsewhere.pop()
        b.guard = guard
        b.close()
        value = b.expr("function", scope)
        b.bind(name, value, node.start_byte, decorators=decorators, scope=self.elsewhere[-1].get(name))

    def parameter_values(self, node: Node) -> list[tuple[str, int, int, int]]:
        """(name, star, default, type) of every parameter; defaults and types belong to the scope outside."""
        parameters = node.child_by_field_name("parameters")
        return [found for child in parameters.named_children if (found := self.parameter(child))[0]] if parameters is not None else []

    def parameter(self, node: Node) -> tuple[str, int, int, int]:
        kind = node.type
        if kind == "identifier":
            return self.text(node), 0, -1, -1
        if kind in ("list_splat_pattern", "dictionary_splat_pattern"):
            inner = node.named_children
            return (self.text(inner[0]) if inner else ""), (1 if kind.startswith("list") else 2), -1, -1
        if kind in ("default_parameter", "typed_default_parameter"):
            name, value, type_ = (node.child_by_field_name(n) for n in ("name", "value", "type"))
            default = self.expr(value) if value is not None else -1
            return (self.text(name) if name is not None else ""), 0, default, self.type_expr(type_) if type_ is not None else -1
        if kind == "typed_parameter" and node.named_children:
            name, star, default, _ = self.parameter(node.named_children[0])
            type_node = node.child_by_field_name("type")
            injected = self.annotated_value(type_node) if type_node is not None else -1
            return name, star, injected if injected >= 0 else default, self.type_expr(type_node) if type_node is not None else -1
        return "", 0, -1, -1

    def class_(self, node: Node, decorators: tuple[int, ...] = (), flags: str = "") -> None:
        b = self.b
        name_node = node.child_by_field_name("name")
        name = self.text(name_node) if name_node is not None else ""
        superclasses = node.child_by_field_name("superclasses")
        bases = [self.expr(c) for c in superclasses.named_children if c.type not in ("keyword_argument", "comment")] if superclasses else []
        scope = b.open("class", name, node.start_byte, node.end_byte)
        b.scopes[scope].bases, b.scopes[scope].decorators, b.scopes[scope].flags = tuple(bases), decorators, flags
        guard, b.guard = b.guard, 0
        self.elsewhere.append({})
        self.field(node, "body")
        self.elsewhere.pop()
        b.guard = guard
        b.close()
        b.bind(name, b.expr("class", scope), node.start_byte, decorators=decorators, scope=self.elsewhere[-1].get(name))

    # -- expressions

    def expr(self, node: Node) -> int:
        """The expression that a node is; attribute and call chains are folded without recursion."""
        b = self.b
        if b.depth > MAX_DEPTH:
            return b.gap("nested-too-deep")
        b.depth += 1
        spine: list[Node] = []
        while True:
            step = _SPINE.get(node.type)
            inner = node.child_by_field_name(step) if step else None
            if inner is None:
                break
            spine.append(node)
            node = inner
        handler = _EXPRESSIONS.get(node.type)
        value = handler(self, node) if handler is not None else self._other(node)
        for outer in reversed(spine):
            value = _FOLD[outer.type](self, outer, value)
        b.depth -= 1
        return value

    def _other(self, node: Node) -> int:
        """A form without a meaning of its own: what it holds is read all the same."""
        statement = _STATEMENTS.get(node.type)
        if statement is not None:
            statement(self, node)
            return self.b.unknown(node.type)
        self.block(node.named_children)
        return self.b.unknown(node.type)

    def _identifier(self, node: Node) -> int:
        return self.b.name(self.text(node), node.start_byte)

    def fold_attribute(self, node: Node, obj: int) -> int:
        member = node.child_by_field_name("attribute")
        return self.b.attr(obj, self.text(member)) if member is not None else obj

    def fold_subscript(self, node: Node, obj: int) -> int:
        keys = node.children_by_field_name("subscript")
        if len(keys) != 1:
            for key in keys:
                self.expr(key)
            return self.b.index(obj, self.b.unknown("slice"))
        if keys[0].type == "slice":
            self.block(keys[0].named_children)
            return obj
        return self.b.index(obj, self.expr(keys[0]))

    def fold_call(self, node: Node, callee: int) -> int:
        b = self.b
        found = b.at(callee)
        arguments_node = node.child_by_field_name("arguments")
        if found[0] == "name" and found[1] == "super":
            owner = b.enclosing("class")
            if owner >= 0:
                return b.expr("super", owner)
        arguments = self.arguments(arguments_node) if arguments_node is not None else []
        return b.call(callee, arguments, node.start_byte, node.end_byte)

    def arguments(self, node: Node) -> list[Argument]:
        if node.type == "generator_expression":
            return [Argument(0, "", self.expr(node))]
        result: list[Argument] = []
        position = 0
        for child in node.named_children:
            kind = child.type
            if kind == "comment":
                continue
            if kind == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None and value is not None:
                    result.append(Argument(-1, self.text(name), self.expr(value)))
            elif kind == "list_splat":
                result.append(Argument(position, "", self.first(child), 1))
            elif kind == "dictionary_splat":
                result.append(Argument(-1, "", self.first(child), 2))
            elif kind == "ERROR":
                self._error(child)
            else:
                result.append(Argument(position, "", self.expr(child)))
                position += 1
        return result

    def first(self, node: Node) -> int:
        """The value of the only child; unknown when a broken file has none."""
        inner = [c for c in node.named_children if c.type != "comment"]
        return self.expr(inner[0]) if inner else self.b.unknown("empty")

    def _string(self, node: Node) -> int:
        return self.b.concat(self.string_parts(node) or [self.b.string("")])

    def string_parts(self, node: Node) -> list[int]:
        start = node.children[0] if node.children else None
        prefix = self.text(start).rstrip("'\"").lower() if start is not None else ""
        parts: list[int] = []
        plain: list[str] = []
        for child in node.children[1:]:
            if child.type == "string_content":
                text = self.text(child)
                if "f" in prefix and ("{{" in text or "}}" in text):
                    text = text.replace("{{", "{").replace("}}", "}")
                plain.append(text if "r" in prefix or "\\" not in text else _ESCAPE.sub(_unescape, text))
            elif child.type == "interpolation":
                if plain:
                    parts.append(self.b.string("".join(plain)))
                    plain = []
                inner = child.child_by_field_name("expression")
                parts.append(self.expr(inner) if inner is not None else self.b.unknown("interpolation"))
        if plain:
            parts.append(self.b.string("".join(plain)))
        return parts

    def _concatenated(self, node: Node) -> int:
        parts = [part for child in node.named_children if child.type == "string" for part in self.string_parts(child)]
        merged: list[int] = []
        for part in parts:  # adjacent literals are one literal
            if merged and self.b.kind(merged[-1]) == self.b.kind(part) == "string":
                merged[-1] = self.b.string(f"{self.b.at(merged[-1])[1]}{self.b.at(part)[1]}")
            else:
                merged.append(part)
        return self.b.concat(merged or [self.b.string("")])

    def _number(self, node: Node) -> int:
        return self.b.const(self.text(node))

    def _constant(self, node: Node) -> int:
        return self.b.const({"true": True, "false": False}.get(node.type))

    def _binary(self, node: Node) -> int:
        operator = node.child_by_field_name("operator")
        sign = operator.type if operator is not None else ""
        if sign not in ("+", "|", "/", "%"):
            self.block(node.named_children)
            return self.b.unknown("arithmetic")
        right_nodes: list[Node] = []
        left: Node | None = node
        while left is not None and left.type == "binary_operator":
            inner = left.child_by_field_name("operator")
            right = left.child_by_field_name("right")
            if inner is None or inner.type != sign or right is None or (sign == "%" and right_nodes):
                break
            right_nodes.append(right)
            left = left.child_by_field_name("left")
        values = [self.expr(left) if left is not None else self.b.unknown("empty"), *(self.expr(n) for n in reversed(right_nodes))]
        if sign == "+":
            return self.b.concat(values)
        if sign == "|":  # X | None as a type, chains of runnables, merged maps: any of the parts
            return self.b.union(values)
        if sign == "%":
            return self.percent(values[0], values[1])
        slash = self.b.string("/")  # pathlib
        return self.b.concat([part for value in values for part in (slash, value)][1:])

    def percent(self, template: int, values: int) -> int:
        found = self.b.at(template)
        if found[0] != "string":
            return self.b.unknown("arithmetic")
        text, given = str(found[1]), self.b.at(values)
        items: list[int] = list(given[1]) if given[0] == "sequence" else []  # type: ignore[call-overload]
        parts: list[int] = []
        at = taken = 0
        for match in _PERCENT.finditer(text):
            parts.append(self.b.string(text[at : match.start()]))
            at = match.end()
            if match[2] == "%":
                parts.append(self.b.string("%"))
            elif match[1]:
                parts.append(self.b.index(values, self.b.string(match[1])))
            elif given[0] == "sequence":
                parts.append(items[taken] if taken < len(items) else self.b.unknown("format"))
                taken += 1
            else:
                parts.append(values)
        return self.b.concat([*parts, self.b.string(text[at:])])

    def _boolean(self, node: Node) -> int:
        left, right, operator = (node.child_by_field_name(n) for n in ("left", "right", "operator"))
        if left is None or right is None or operator is None:
            return self._other(node)
        first, second = self.expr(left), self.expr(right)
        return self.b.union((first, second), default=True) if operator.type == "or" else second

    def _conditional(self, node: Node) -> int:
        inner = [c for c in node.named_children if c.type != "comment"]
        if len(inner) != 3:
            return self._other(node)
        body, condition, alternative = inner
        self.expr(condition)
        return self.b.union((self.expr(body), self.expr(alternative)))

    def _named(self, node: Node) -> int:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or value is None:
            return self._other(node)
        found = self.expr(value)
        scope = self.b.scope
        while self.b.scopes[scope].kind == "comprehension":
            scope = self.b.scopes[scope].parent
        self.b.bind(self.text(name), found, name.start_byte, scope=scope)
        return found

    def _lambda(self, node: Node) -> int:
        parameters = self.parameter_values(node)
        scope = self.b.open("lambda", "", node.start_byte, node.end_byte)
        for name, star, default, type_ in parameters:
            self.b.parameter(name, default, type_, star)
        body = node.child_by_field_name("body")
        if body is not None:
            self.b.scopes[scope].returns.append(self.expr(body))
        self.b.close()
        return self.b.expr("function", scope)

    def _sequence(self, node: Node) -> int:
        items: list[int] = []
        for child in node.named_children:
            if child.type in ("list_splat", "parenthesized_list_splat"):
                items.append(self.b.element(self.first(child)))
            elif child.type != "comment":
                items.append(self.expr(child))
        return self.b.sequence(items)

    def _dictionary(self, node: Node) -> int:
        pairs: list[tuple[int, int]] = []
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    pairs.append((self.expr(key), self.expr(value)))
            elif child.type == "dictionary_splat":
                pairs.append((-1, self.first(child)))
            elif child.type == "ERROR":
                self._error(child)
        return self.b.map(pairs)

    def _comprehension(self, node: Node) -> int:
        b = self.b
        b.open("comprehension", "", node.start_byte, node.end_byte)
        body = node.child_by_field_name("body")
        for child in node.named_children:
            if child.type == "for_in_clause":
                left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
                if left is not None and right is not None:
                    self.target(left, b.element(self.expr(right)))
            elif child.type == "if_clause":
                self.block(child.named_children)
        if body is not None and body.type == "pair":
            key, value = body.child_by_field_name("key"), body.child_by_field_name("value")
            result = b.map([(self.expr(key), self.expr(value))] if key is not None and value is not None else [])
        else:
            result = b.sequence([self.expr(body)] if body is not None else [])
        b.close()
        return result

    def _await(self, node: Node) -> int:
        value = self.first(node)
        self.b.flag_call(value, "a")
        return value

    def _parenthesised(self, node: Node) -> int:
        return self.first(node)

    def _yield(self, node: Node) -> int:
        value = self.first(node) if any(c.type != "comment" for c in node.named_children) else -1
        scope = self.b.enclosing("function", "lambda")
        if value >= 0 and scope >= 0:
            delegated = any(c.type == "from" for c in node.children)
            self.b.scopes[scope].yields.append(self.b.element(value) if delegated else value)
        return self.b.unknown("yield")

    def _as_pattern(self, node: Node, *, caught: bool = False) -> int:
        value = self.expr(node.named_children[0]) if node.named_children else self.b.unknown("empty")
        alias = node.child_by_field_name("alias")
        if alias is not None and alias.named_children and value >= 0:
            self.target(alias.named_children[0], self.b.declared(value) if caught else value)
        return value

    def _expression_list(self, node: Node) -> int:
        return self._sequence(node)

    def _assigned(self, node: Node) -> int:
        return self.assign(node)

    # -- types

    def type_expr(self, node: Node) -> int:
        """The type as name or attribute; wrappers such as Optional erased, containers as sequences and maps of instances."""
        if self.b.depth > MAX_DEPTH:
            return self.b.gap("nested-too-deep")
        self.b.depth += 1
        value = self._type(node)
        self.b.depth -= 1
        return value

    def _type(self, node: Node) -> int:
        kind = node.type
        if kind in ("type", "parenthesized_expression", "constrained_type") and node.named_children:
            return self.type_expr(node.named_children[0])
        if kind == "string":
            text = self.text(node).strip("rbuRBU'\"")
            return self.dotted(text, node.start_byte) if _DOTTED.match(text) else self.b.unknown("type")
        if kind in ("binary_operator", "union_type"):
            return self.b.union([self.type_expr(c) for c in node.named_children if c.type != "none" and self.text(c) != "None"] or [self.b.const(None)])
        if kind in ("generic_type", "subscript"):
            return self._generic(node)
        if kind in ("identifier", "attribute"):
            return self.expr(node)
        return self.b.unknown("type")

    def _generic(self, node: Node) -> int:
        base = node.child_by_field_name("value") or (node.named_children[0] if node.named_children else node)
        name = self.text(base).rpartition(".")[2]
        inner = [c for c in node.named_children if c != base]
        if inner and inner[0].type == "type_parameter":
            inner = list(inner[0].named_children)
        if name in _WRAPPERS and inner:
            return self.type_expr(inner[-1])
        if name == "Annotated" and inner:
            return self.type_expr(inner[0])
        if name == "Union" and inner:
            return self.b.union([self.type_expr(c) for c in inner if self.text(c) != "None"] or [self.b.const(None)])
        if name in _SEQUENCES and inner:
            return self.b.sequence([self.b.declared(self.type_expr(inner[0]))])
        if name in _MAPS and inner:
            return self.b.map([(self.b.unknown("key"), self.b.declared(self.type_expr(inner[-1])))])
        return self.expr(base) if base is not node else self.b.unknown("type")

    def annotated_value(self, node: Node) -> int:
        """The value that ``Annotated[T, Depends(f)]`` injects, else -1."""
        inner = node.named_children[0] if node.type == "type" and node.named_children else node
        if inner.type not in ("generic_type", "subscript") or not self.text(inner).partition("[")[0].endswith("Annotated"):
            return -1
        found = [c for c in inner.named_children[1:] if c.type == "type_parameter"]
        metas = list(found[0].named_children)[1:] if found else list(inner.named_children)[2:]
        calls = [m.named_children[0] if m.type == "type" and m.named_children else m for m in metas]
        return next((self.expr(c) for c in calls if c.type == "call"), -1)

    def dotted(self, text: str, offset: int) -> int:
        first, *rest = text.split(".")
        value = self.b.name(first, offset)
        for part in rest:
            value = self.b.attr(value, part)
        return value


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return _SIMPLE.get(match[1], match[1])
    digits = match[2] or match[3] or match[4]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return chr(int(match[5], 8)) if match[5] else ""


_CLAUSES = frozenset({"elif_clause", "else_clause", "except_clause", "except_group_clause", "finally_clause", "case_clause"})
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"})
_SPINE = {"attribute": "object", "call": "function", "subscript": "value"}
_FOLD: dict[str, Callable[[_Lowering, Node, int], int]] = {
    "attribute": _Lowering.fold_attribute,
    "call": _Lowering.fold_call,
    "subscript": _Lowering.fold_subscript,
}
_STATEMENTS: dict[str, Callable[[_Lowering, Node], object]] = {
    "ERROR": _Lowering._error,
    "assert_statement": _Lowering._children,
    "assignment": _Lowering._assignment,
    "augmented_assignment": _Lowering._augmented,
    "block": _Lowering._children,
    "class_definition": _Lowering.class_,
    "decorated_definition": _Lowering._decorated,
    "delete_statement": _Lowering._children,
    "expression_statement": _Lowering._children,
    "for_statement": _Lowering._for,
    "function_definition": _Lowering.function,
    "global_statement": _Lowering._global,
    "if_statement": _Lowering._guarded,
    "import_from_statement": _Lowering._import_from,
    "import_statement": _Lowering._import,
    "match_statement": _Lowering._guarded,
    "nonlocal_statement": _Lowering._global,
    "print_statement": _Lowering._children,
    "exec_statement": _Lowering._children,
    "raise_statement": _Lowering._children,
    "return_statement": _Lowering._return,
    "try_statement": _Lowering._guarded,
    "while_statement": _Lowering._guarded,
    "with_statement": _Lowering._with,
}
_EXPRESSIONS: dict[str, Callable[[_Lowering, Node], int]] = {
    "as_pattern": _Lowering._as_pattern,
    "assignment": _Lowering._assigned,
    "await": _Lowering._await,
    "binary_operator": _Lowering._binary,
    "boolean_operator": _Lowering._boolean,
    "concatenated_string": _Lowering._concatenated,
    "conditional_expression": _Lowering._conditional,
    "dictionary": _Lowering._dictionary,
    "dictionary_comprehension": _Lowering._comprehension,
    "expression_list": _Lowering._expression_list,
    "false": _Lowering._constant,
    "float": _Lowering._number,
    "generator_expression": _Lowering._comprehension,
    "identifier": _Lowering._identifier,
    "integer": _Lowering._number,
    "keyword_identifier": _Lowering._identifier,
    "lambda": _Lowering._lambda,
    "list": _Lowering._sequence,
    "list_comprehension": _Lowering._comprehension,
    "named_expression": _Lowering._named,
    "none": _Lowering._constant,
    "parenthesized_expression": _Lowering._parenthesised,
    "set": _Lowering._sequence,
    "set_comprehension": _Lowering._comprehension,
    "string": _Lowering._string,
    "true": _Lowering._constant,
    "tuple": _Lowering._sequence,
    "yield": _Lowering._yield,
}
