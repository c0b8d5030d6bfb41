"""The ``$`` note reader."""

from __future__ import annotations

import pytest

from scanner.signatures.notes import Note, expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "total = price  # costs $5",
        "# $5 per call",
        "# $ 5 per call",
        "x = '$ hit=a/b'",
        "echo $HOME # home is $HOME",
        "`${hit}` // ${hit=1}",
        "f() # hit=a/b without the sign",
        "$ hit=a/b",
    ],
)
def test_is_no_note(line: str) -> None:
    assert expected(line) == {}


@pytest.mark.parametrize(
    "line",
    [
        "f()  # $ hit=a/b model=m",
        "f();  // $ hit=a/b model=m",
        "SELECT f()  -- $ hit=a/b model=m",
        "key = f  ; $ hit=a/b model=m",
        "f(); /* $ hit=a/b model=m */",
        "<p>{f()}</p> {/* $ hit=a/b model=m */}",
        "<f/> <!-- $ hit=a/b model=m -->",
        "f() # type: ignore # $ hit=a/b model=m",
        "f('http://x') // $ hit=a/b model='m'\r",
        '#$ hit=a/b model="m"',
        "s = 'a # b'  # costs $5  # $ hit=a/b model=m",
    ],
)
def test_comment_syntaxes(line: str) -> None:
    assert expected("\n" + line) == {2: [Note("", (("hit", "a/b"), ("model", "m")))]}


@pytest.mark.parametrize(
    ("line", "notes"),
    [
        ("# $ hit=a/b hit=c/d model=m", [Note("", (("hit", "a/b"),)), Note("", (("hit", "c/d"), ("model", "m")))]),
        ("# $ hit=a/b # $ hit=c/d", [Note("", (("hit", "a/b"),)), Note("", (("hit", "c/d"),))]),
        ("# $ MISSING: hit=a/b model=m", [Note("MISSING", (("hit", "a/b"), ("model", "m")))]),
        ("# $ hit=a/b SPURIOUS: hit=c/d", [Note("", (("hit", "a/b"),)), Note("SPURIOUS", (("hit", "c/d"),))]),
        ("# $ hit=a/b model='two words'", [Note("", (("hit", "a/b"), ("model", "two words")))]),
        ('# $ hit=a/b model=""', [Note("", (("hit", "a/b"), ("model", "")))]),
        ("# $ base_url=https://x.cn/v1?a=1&b=%20#f", [Note("", (("base_url", "https://x.cn/v1?a=1&b=%20#f"),))]),
        ("# $ model=通义千问", [Note("", (("model", "通义千问"),))]),
    ],
)
def test_several_tags(line: str, notes: list[Note]) -> None:
    assert expected(line) == {1: notes}


@pytest.mark.parametrize("line", ["f() # $ hit=a/b and more", "f() # $ hit=a/b model='open", "f() # $ hit=a/b,model=m x"])
def test_a_note_that_trails_off_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        expected(line)


def test_get_tells_absent_from_empty() -> None:
    (note,) = expected('# $ hit=a/b model=""')[1]
    assert (note.get("model"), note.get("vendor")) == ("", None)
