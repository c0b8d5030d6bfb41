"""Makes summaries of SQL statements; which statements are worth it, and what a summary means, is left to others.

The parser is imported when the first statement comes; what no dialect reads gives its functions, operators and words only.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, Literal

from scanner.model import HOLE
from scanner.queries.interface import Key, Statement, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.values import QueryForm

Clause = Literal["where", "order by", "select"]
MAX_LENGTH = 20_000
"""Characters of a statement."""
_MAX_NESTED = 30
"""Open brackets: the parser tries each of them in several ways."""
_VERB = re.compile(r"[\s(]*(?P<verb>select|with|insert|replace|update|merge|delete|create|alter|do|begin|if|call)\b", re.IGNORECASE)
_BEGINS = re.compile(r"[\s(]*(?:(?:select|with|create|alter|update)\s|insert\s[^';]{1,600}?\sselect\s)", re.IGNORECASE)
_TELLING = re.compile(
    r"order\s+by|\blike\b|\bilike\b|\bmatch\b|against|@@|<[-=#@]|rank|distance|similar|freetext|contains|instr|locate|position|strpos|charindex|acos|asin|atan|dwithin|earth|bm25|tsvector|fulltext|fts|trgm|\bpow(?:er)?\s*\(|\bexp\s*\(|\blog10?\s*\(",
    re.IGNORECASE,
)
"""What a question that orders, compares or measures holds; the others need no tree."""
_WHOLE = re.compile(r"\s*(?:<|(?:select|with)\s)", re.IGNORECASE)
_FORMS: dict[str, QueryForm] = {"select": "select", "with": "select", "create": "schema", "alter": "schema", "do": "schema"}
_ASKING = re.compile(r"\b(?:select\b.{1,}?\bfrom\b|(?:create|alter)\s+(?:\w+\s+){0,4}\w|update\b.+?\bset\b)", re.IGNORECASE | re.DOTALL)
_PIECE = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\]|''|\\.)*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|`[^`]*(?:`|\Z)|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z)|;",
    re.DOTALL,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^'\\]|''|\\.)*'")
_CALLED = re.compile(r"\b([A-Za-z_][\w.]*)\s*\(")
_WORD = re.compile(r"[A-Za-z_]\w*")
_SET = re.compile(r"(?:\bset|,)\s*[\"`]?([A-Za-z_]\w*)[\"`]?\s*=(?!=)", re.IGNORECASE)
"""Columns that a statement writes."""
_CALCULATED = re.compile(r"[\w)]\s+as\s+[\"`]?([A-Za-z_]\w*)", re.IGNORECASE)
"""Names that a statement gives what it calculates from others."""
_WEIGHTED = re.compile(
    r"[\w)\"`]\s*\*\s*\d+(?:\.\d+)?\s*\)?\s*\+|\+\s*\(?\s*(?:[\w.\"`]+|\w+\([^()]*\))\s*\*\s*\d|\d\s*\*\s*[\w.\"`]+\s*\)?\s*\+|\+\s*\(?\s*\d+(?:\.\d+)?\s*\*"
)
"""A sum of which a part has a weight."""
_ASKS = re.compile(r"\bselect\b", re.IGNORECASE)
_OPERATOR = re.compile(r"@@|<=>|<->|<#>|<\+>|<@>|%>|<%|\bagainst\b|\bmatch\b|\bfulltext\b|\btsvector\b|\bfts[345]\b", re.IGNORECASE)
_GIVEN = re.compile(r"#\{[^{}]*\}|\$\{[^{}]*\}|%\(\w+\)s|%[sdvqf](?!\w)|\{\w*\}")
_TOP = re.compile(r"\bselect\s+(?:distinct\s+)?top\b", re.IGNORECASE)
_PLACE = re.compile(r"%s|%\(\w+\)s|#\{|\$\{|\$\d|(?<![\w:]):[a-z_]\w*|\?(?![\w|&-])|\{\{")
_HOLE = "hole_"
_REWRITTEN = tuple(
    (re.compile(form, re.IGNORECASE), written)
    for form, written in (
        (r"\?\d*(?=::)", _HOLE),  # a place that is cast is no operator of JSON
        # Where words are looked for the parser takes a text or a place for one only.
        (
            r"(\bagainst\s*\()\s*(?!['?:@])(?:[^()]|\([^()]*\))*?(\s+(?:in|with)\s+(?:boolean|natural|query)\b[^()]*)?\)",
            r"\1?\2)",
        ),
        (r"\bapproximate\s+limit\b", "LIMIT"),
        (r"<#>|<\+>", "<->"),  # other distances
        (rf"(::\s*\w+)\s*[(\[]\s*{_HOLE}\s*[)\]]", r"\1"),  # a size that is given later
        (rf"{_HOLE}\s*\*(?=\s*(?:,|from\b))", "*"),
        (r"(?:\s(?:where|having|on|and|or|limit|offset|(?:order|group)\s+by)|,)\s*$", ""),  # what belongs behind it is not known
    )
)
"""What the parser reads in another way, or not at all, and how it is written instead."""
_ALONE = re.compile(rf"{_HOLE}|\?\d*|[:@$]\w+")
"""A place for a value and nothing around it: the signs of the pattern are in the value."""
_KEYWORDS = frozenset(
    {"select", "from", "where", "and", "or", "not", "in", "like", "ilike", "is", "on", "having", "by", "limit", "offset", "set", "values",
     "then", "else", "when", "case", "between", "join", "as", "distinct", "all", "exists", "union", "into", "update", "table", "using",
     "top", "fetch", "first", "next", "interval", "returning"}
)  # fmt: skip
_SIGN = re.compile(r"[*,=(]")
"""What a question holds and a mere list of words does not."""
_INNER = re.compile(
    r"\b(?:select|with\s+(?:recursive\s+)?\w+\s*(?:\([^()]*\)\s*)?as\s*(?:(?:not\s+)?materialized\s*)?\()[^;$]*", re.IGNORECASE
)
_BRACKET = re.compile(r"'(?:[^'\\]|''|\\.)*'|\"[^\"]*\"|[()]")
_MAX_INNER = 20
"""Questions of one routine."""
_BEHIND = re.compile(r"(?P<before>[\w)\]'\"`]*)(?P<space>\s*)$")
_AGGREGATES = frozenset({"count", "sum", "avg", "max"})


def statements(text: str) -> Iterator[Statement]:
    """The statements of a script, at bytes of its UTF-8."""
    position, begin = 0, 0
    for found in _PIECE.finditer(text):
        if found.group() == ";":
            yield from _trimmed(text, begin, found.start(), position)
            position += len(text[begin : found.end()].encode())
            begin = found.end()
    yield from _trimmed(text, begin, len(text), position)


def begins(text: str) -> bool:
    """Whether SQL may begin with a text; cheap."""
    return _BEGINS.match(text) is not None


def is_template(text: str) -> bool:
    """Whether a statement is a question with places for values."""
    plain = _QUOTED.sub("''", _COMMENT.sub(" ", text))
    return _BEGINS.match(plain) is not None and _FORMS.get(plain.split(None, 1)[0].lower()) == "select" and _PLACE.search(plain) is not None


def tells(text: str) -> bool:
    """Whether a question or definition holds anything that a summary needs more for than its functions; cheap."""
    return _TELLING.search(text) is not None


def asks(text: str) -> bool:
    """Whether a text is SQL at all; cheap."""
    return _VERB.match(text) is not None and _ASKING.search(text) is not None


def summary(text: str) -> Summary | None:
    """What a statement does; None for what neither asks, defines nor writes, and for what nobody writes by hand."""
    text = _COMMENT.sub(" ", text).strip()
    verb = _VERB.match(text)
    if verb is None or len(text) > MAX_LENGTH:
        return None
    form = _FORMS.get(verb["verb"].lower(), "write")
    plain = _QUOTED.sub("''", text)
    functions = tuple(dict.fromkeys(name.rpartition(".")[2].lower() for name in _CALLED.findall(plain)))
    operators = tuple(dict.fromkeys(found.lower() for found in _OPERATOR.findall(plain)))
    words = tuple(dict.fromkeys(_words(form, plain))) if form != "select" else ()
    known = Summary(form, functions=functions, operators=operators, keys=words)
    if form == "write" and _WEIGHTED.search(plain):
        known = known._replace(operators=(*operators, "weighted-sum"), columns=tuple(dict.fromkeys(_WORD.findall(plain))))
    if form != "select":
        return known
    if not tells(text):
        return known
    tree = _parsed(_filled(text)) if _depth(plain) <= _MAX_NESTED else None
    return _read(tree, known) if tree is not None else known._replace(unread=_SIGN.search(plain) is not None)


def piece(text: str, clause: Clause) -> Summary | None:
    """What a piece of a question does, by the clause that it belongs to; a whole question is none."""
    if _WHOLE.match(text):
        return None
    return summary(f"SELECT {text} FROM {_HOLE}" if clause == "select" else f"SELECT * FROM {_HOLE} {clause} {text}")


def calculated(text: str) -> Iterator[Summary]:
    """What a statement writes into rows from what stands in others of their columns."""
    found = summary(text) if begins(text) and _WEIGHTED.search(text) else None
    if found is not None and found.form == "write":
        yield found


def defined(text: str) -> Iterator[Summary]:
    """A definition, and the questions that a view or routine holds."""
    known = summary(text)
    if known is None or known.form != "schema":
        return
    yield known
    for found in itertools.islice(_INNER.finditer(_COMMENT.sub(" ", text)), _MAX_INNER):
        inner = summary(_closed(found[0]))
        if inner is not None:
            yield inner


def _trimmed(text: str, begin: int, end: int, position: int) -> Iterator[Statement]:
    """A statement without the blanks and comments in front of it."""
    piece = text[begin:end]
    lead = re.match(r"(?:\s+|--[^\n]*|/\*.*?\*/)*", piece, re.DOTALL)
    skipped = lead.end() if lead else 0
    if piece[skipped:].strip():
        start = position + len(piece[:skipped].encode())
        yield Statement(piece[skipped:], start, start + len(piece[skipped:].encode()))


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest


def _closed(text: str) -> str:
    """Up to the bracket that closes what is open around a text."""
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth < 0:
            return text[: found.start()]
    return text


def _filled(text: str) -> str:
    """Holes as names where a value or name is missing; where a whole clause may be missing they go."""
    text = _GIVEN.sub(HOLE, text)
    pieces = text.split(HOLE)
    result = pieces[0]
    for piece in pieces[1:]:
        behind = _BEHIND.search(result)
        word = behind["before"] if behind else ""
        clause = behind is not None and behind["space"] and word and word.lower() not in _KEYWORDS
        result += ("" if clause else _HOLE) + piece
    for form, written in _REWRITTEN:
        result = form.sub(written, result)
    return result


def _parsed(text: str) -> Any:
    """The tree of the first dialect that reads the statement, None when none does."""
    import logging

    import sqlglot
    from sqlglot.errors import SqlglotError

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    for dialect in _dialects(text):
        try:
            return sqlglot.parse_one(text, dialect=dialect)
        except (SqlglotError, RecursionError):
            continue
    return None


def _dialects(text: str) -> Iterable[str]:
    small = text.lower()
    if "`" in text or "against" in small:
        return ("mysql", "spark")
    if _TOP.search(text):
        return ("tsql", "")
    if " match " in small:
        return ("sqlite", "mysql")
    if "@@" in text or "<->" in text or "::" in text or '"' in text:
        return ("postgres", "")
    return ("", "mysql", "postgres")


def _words(form: str, plain: str) -> list[str]:
    """All words of a definition; of what is written the columns that are set, and those that another question calculates for it."""
    if form == "schema":
        return _WORD.findall(plain)
    return [*_SET.findall(plain), *(_CALCULATED.findall(plain) if _ASKS.search(plain) else ())]


def _read(tree: Any, known: Summary) -> Summary:
    """The outermost question and those it takes its rows from."""
    from sqlglot import exp

    tables = [table for table in tree.find_all(exp.Table) if table.name and table.name != _HOLE]
    # NOTE: left of MATCH stands the table itself, or its name where only a piece of the statement is known.
    tables += [node.this for node in tree.find_all(exp.Match) if isinstance(node.this, exp.Column)]
    order: list[Key] = []
    counted = limited = paged = False
    groups: list[str] = []
    columns: list[str] = []
    for select in (*_unions(tree, exp), *tree.find_all(exp.Select)):
        aliases = {one.alias.lower(): one.this for one in select.expressions if isinstance(one, exp.Alias)} if select.expressions else {}
        keys = [_key(one, aliases, exp) for one in _parts(select, "order")]
        order += [key for key in keys if key not in order]
        counted = counted or any(set(key.functions) & _AGGREGATES for key in keys)
        limited = limited or any(select.args.get(name) is not None for name in ("limit", "fetch"))
        paged = paged or select.args.get("offset") is not None or _has_offset(select)
        groups += [column.name for part in _parts(select, "group") for column in part.find_all(exp.Column)]
        columns += [one.alias_or_name for one in select.expressions or () if one.alias_or_name]
    names = [table.name for table in tables]
    return known._replace(
        tables=tuple(dict.fromkeys(names)),
        columns=tuple(dict.fromkeys(columns)),
        matched=tuple(dict.fromkeys(_matched(tree, exp))),
        operators=(*known.operators, "text-like-row") if _held_against_rows(tree, exp) else known.operators,
        groups=tuple(dict.fromkeys(groups)),
        order=tuple(order),
        counted=counted,
        limited=limited or _rows_counted(tree, exp),
        paged=paged,
        itself=_joined_itself(tree, exp),
    )


def _unions(tree: Any, exp: Any) -> list[Any]:
    return [tree] if isinstance(tree, exp.SetOperation) else []


def _parts(select: Any, clause: str) -> list[Any]:
    found = select.args.get(clause)
    return list(found.expressions) if found is not None else []


def _key(ordered: Any, aliases: dict[str, Any], exp: Any) -> Key:
    meant = [ordered.this]
    for column in ordered.find_all(exp.Column):
        behind = aliases.get(column.name.lower()) if not column.table else None
        if behind is not None:
            meant.append(behind)
    names = [column.name for part in meant for column in part.find_all(exp.Column)]
    functions = [name for part in meant for name in _functions(part, exp)]
    return Key(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(functions)), ordered.args.get("desc") is True)


def _functions(part: Any, exp: Any) -> Iterator[str]:
    """Names of functions, and operators that stand for one."""
    for node in part.walk():
        if isinstance(node, exp.Anonymous):
            yield str(node.name).lower()
        elif isinstance(node, exp.NullSafeEQ):
            yield "<=>"
        elif isinstance(node, exp.Func):
            yield str(node.sql_names()[0]).lower().replace("_", "")
            yield str(node.sql_names()[0]).lower()
        elif isinstance(node, exp.Distance):
            yield "<->"
        elif isinstance(node, exp.Mul | exp.Div):
            yield "*"


def _matched(tree: Any, exp: Any) -> Iterator[str]:
    """Columns that a given text is looked for in: ``LIKE '%?%'``, ``INSTR(title, ?)``; the pattern may stand in functions."""
    for node in tree.find_all(exp.StrPosition):
        if _is_given(node.args.get("substr")):
            yield from (column.name for column in node.this.find_all(exp.Column) if column.name != _HOLE)
    for node in tree.find_all(exp.Like, exp.ILike, exp.RegexpLike):
        pattern = node.args.get("expression")
        text = pattern.sql() if pattern is not None else ""
        if _is_given(pattern) and ("%" in text or _ALONE.fullmatch(text.strip()) or isinstance(node, exp.RegexpLike)):
            yield from (column.name for column in node.this.find_all(exp.Column))


def _is_given(part: Any) -> bool:
    """Whether a part of a question is told when it is asked."""
    text = part.sql() if part is not None else ""
    return any(sign in text for sign in (_HOLE, "?", ":", "@", "$"))


def _held_against_rows(tree: Any, exp: Any) -> bool:
    """Whether a given text is searched for what the rows hold: ``? LIKE CONCAT('%', word, '%')``, ``INSTR(?, word)``."""
    pairs = [(node.this, node.args.get("expression")) for node in tree.find_all(exp.Like, exp.ILike)]
    pairs += [(node.this, node.args.get("substr")) for node in tree.find_all(exp.StrPosition)]
    return any(
        isinstance(text, exp.Placeholder | exp.Parameter) or (isinstance(text, exp.Column) and text.name == _HOLE)
        for text, word in pairs
        if word is not None and any(column.name != _HOLE for column in word.find_all(exp.Column))
    )


def _has_offset(select: Any) -> bool:
    limit = select.args.get("limit")
    return limit is not None and limit.args.get("offset") is not None


def _rows_counted(tree: Any, exp: Any) -> bool:
    """Oracle's ``ROWNUM <= n`` and the numbering of rows in an inner question."""
    return any(column.name.lower() in ("rownum", "rn", "row_num") for column in tree.find_all(exp.Column))


def _joined_itself(tree: Any, exp: Any) -> bool:
    for select in tree.find_all(exp.Select):
        source = select.args.get("from_") or select.args.get("from")
        joined = [join.this for join in select.args.get("joins") or ()]
        tables = [t for t in (source.this if source is not None else None, *joined) if isinstance(t, exp.Table)]
        names = [table.name.lower() for table in tables]
        if len(set(names)) < len(names):
            return True
    return False
