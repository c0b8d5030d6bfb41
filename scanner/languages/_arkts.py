"""ArkTS as TypeScript: what the grammar does not know is written in its words, byte for byte at its place.

``struct`` becomes ``class``; a component with a block behind it, and the attributes behind that block, become statements.
What the code means is left to the front end of TypeScript.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"""//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?
    |(?P<sign>[`(){}])
    |(?<![\w$.])(?P<type>class|struct|interface|enum)(?=\s++[A-Za-z_$])
    |(?<![\w$.])(?P<function>function)(?![\w$])""",
    re.VERBOSE | re.DOTALL,
)
_TEXT = re.compile(rb"(?:[^`\\$]++|\\.|\$(?!\{))*+", re.DOTALL)
_SPACE = re.compile(rb"(?:\s++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
_CALLED = re.compile(rb"(?P<front>function\s{0,9}\*?\s{0,9})?(?<![\w$])(?P<name>[A-Za-z_$][\w$]{0,99}+)\s{0,9}\Z")
_NO_CALL = frozenset({b"if", b"for", b"while", b"switch", b"catch", b"with", b"function", b"return", b"await"})
_ENDS_VALUE = frozenset(b"(,[=:?&|<")
_DECORATORS = re.compile(rb"(?:@[A-Z]\w{0,60}+(?:\([\w.]{0,60}+\))?\s{1,200}+){1,4}\Z")
_CODE, _TYPE, _MAP, _HOLE = range(4)
"""What stands in braces: statements, members of a type, entries of a literal, an expression in a text."""
_NEAR = 200
"""Bytes in front of a place that are looked at."""


class _Reader:
    """One pass over brackets, texts and a few words; ``around`` is what the braces around hold."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.out = bytearray(data)
        self.around: list[int] = [_CODE]
        self.opened: list[int] = []
        self.bracket = (-1, -1)
        """Where the round bracket that was closed last begins and ends."""
        self.type_ahead = False

    def read(self) -> bytes:
        at = 0
        while (match := _TOKEN.search(self.data, at)) is not None:
            at = match.end()
            kind = match.lastgroup
            if kind == "sign":
                at = self._sign(match.group(), match.start())
            elif kind == "type":
                self.type_ahead = True
                if match.group() == b"struct":
                    self.out[match.start() : at] = b"class "
            elif kind == "function":
                self._function(match.start())
        return bytes(self.out)

    def _sign(self, sign: bytes, at: int) -> int:
        if sign == b"(":
            self.opened.append(at)
        elif sign == b")":
            self.bracket = (self.opened.pop() if self.opened else -1, at)
        elif sign == b"{":
            self._open(at)
        elif sign == b"`":
            return self._text(at + 1)
        elif len(self.around) > 1:
            inside = self.around.pop()
            if inside == _HOLE:
                return self._text(at + 1)
            if inside == _CODE and self.around[-1] == _CODE:
                self._attributes(at + 1, b";")
        return at + 1

    def _text(self, at: int) -> int:
        """Where a template ends, or its next hole begins."""
        match = _TEXT.match(self.data, at)
        assert match is not None
        if self.data.startswith(b"${", match.end()):
            self.around.append(_HOLE)
            return match.end() + 2
        return match.end() + 1

    def _open(self, at: int) -> None:
        before = self.data[max(0, at - _NEAR) : at].rstrip()
        if self.type_ahead:
            self.type_ahead = False
            self.around.append(_TYPE)
        elif before.endswith(b")") and self.bracket[1] == max(0, at - _NEAR) + len(before) - 1 and self._component():
            if self.bracket[1] + 1 < at:
                self.out[self.bracket[1] + 1] = ord(";")
            self.around.append(_CODE)
        elif before[-1:] in (b"", b">") or before[-1] not in _ENDS_VALUE:
            self.around.append(_MAP if before.endswith((b"return", b"default")) else _CODE)
            self._attributes(at + 1, b" ")
        else:
            self.around.append(_MAP)

    def _component(self) -> bool:
        """Whether the round bracket is that of a call in the middle of code: a block behind it is what the component holds."""
        begin = self.bracket[0]
        if self.around[-1] not in (_CODE, _HOLE) or begin < 0:
            return False
        name = _CALLED.search(self.data, max(0, begin - _NEAR), begin)
        return name is not None and name["front"] is None and name["name"] not in _NO_CALL

    def _attributes(self, at: int, sign: bytes) -> None:
        """``.width(1)`` at the beginning of a block or behind one is a statement of its own."""
        match = _SPACE.match(self.data, at)
        assert match is not None
        dot = match.end()
        if self.data.startswith(b".", dot) and not self.data.startswith(b"..", dot):
            self.out[dot : dot + 1] = sign

    def _function(self, at: int) -> None:
        """Only types and members may be decorated in TypeScript."""
        match = _DECORATORS.search(self.data, max(0, at - _NEAR), at)
        if match is not None:
            self.out[match.start() : at] = b" " * (at - match.start())


def typescript(data: bytes) -> bytes:
    """The same program as TypeScript, as long as before."""
    return _Reader(data).read()
