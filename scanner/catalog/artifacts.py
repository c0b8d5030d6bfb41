"""Reads ``artifacts/``: files that hold or describe a model, what their architectures are for, and container images.

Reading such files is left to ``scanner.artifacts``; what an artefact means for a filing to ``decide``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast, get_args

from scanner.catalog.parts import check_examples, examples, header, technique
from scanner.catalog.paths import parse_glob
from scanner.catalog.values import (
    ArchitectureKind,
    ArchitectureRow,
    FileFormat,
    FileReader,
    FileRole,
    ImageServes,
    ImageSignature,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table
    from scanner.model import Certainty, Mode

FIELDS = ("architecture", "name", "base", "parameters", "size", "licence", "adapter", "task")
"""What a reader may be told the keys of."""
_KEYED = ("json-header", "key-values", "json", "yaml", "instructions", "wire", "archive")
_MAGIC = re.compile(r"(-?[0-9]{1,4}):(?:[0-9a-f]{2})+")
_IMAGE = re.compile(r"[a-z0-9*?][a-z0-9._*?-]*(?:/[a-z0-9*?][a-z0-9._*?-]*)*")
_MODEL = re.compile(r"--[a-z-]+|-[a-z]|[A-Z][A-Z0-9_]+|[a-z_]+ \*")
_SHORTEST = 4
_FARTHEST = 4096
"""Bytes from either end of a file at which a magic number may stand."""


def read_artifact(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``artifacts/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    formats = [_format(draft, row, id_) for row in table.tables("format")]
    kinds = [_architecture(draft, row) for row in table.tables("architecture")]
    images = [_image(draft, row, id_) for row in table.tables("image")]
    if not (formats or kinds or images):
        table.fault("", "'format', 'architecture' or 'image' is missing")
    found = examples(draft, table)
    table.close()
    if formats or images:
        check_examples(table, found, (), ("image:", "repository:"))


def artifact_needles(images: Iterable[ImageSignature], formats: Iterable[FileFormat]) -> tuple[str, ...]:
    """Of each image the longest piece without a wildcard, of each format read as facts its longest key, unless it holds another one."""
    found = {max(re.split(r"[*?]", glob), key=len).strip("/") for image in images for glob in image.images}
    found |= {max(one.needs, key=len) for one in formats if one.reads == "yaml" and one.needs}
    return tuple(sorted(word for word in found if not any(other in word for other in found - {word})))


def _format(draft: Draft, row: Table, file: str) -> FileFormat:
    reads = cast("FileReader", row.word("reads", get_args(FileReader), "a reader", required=True) or "name")
    one = FileFormat(
        id=f"{file}/{row.slug('id')}",
        title=row.text("title", required=True),
        files=row.parsed("files", _file_glob, required=True),
        reads=reads,
        role=cast("FileRole", row.word("role", get_args(FileRole), "a role") or "weights"),
        magic=row.parsed("magic", _magic),
        holds=row.texts("holds"),
        needs=row.texts("needs"),
        member=row.text("member"),
        technique=technique(draft, row, none=True)[1],
        keys=tuple((field, row.texts(field)) for field in FIELDS if row.has(field)),
        images=row.texts("images"),
    )
    row.close()
    if one.reads == "magic" and not one.magic:
        row.fault("magic", "a reader of magic numbers needs one")
    if (one.needs or one.keys) and reads not in _KEYED:
        row.fault("reads", f"{reads!r} knows no keys")
    draft.add(row, draft.formats, one.id, one)
    return one


def _magic(text: str) -> None:
    found = _MAGIC.fullmatch(text)
    if found is None or abs(int(found[1])) > _FARTHEST:
        raise ValueError(f"{text!r} is not OFFSET:DIGITS with pairs of small hexadecimal digits; offsets from the end are below 0")


def _architecture(draft: Draft, row: Table) -> ArchitectureRow:
    one = ArchitectureRow(
        of=cast("ArchitectureKind", row.word("of", get_args(ArchitectureKind), "a kind of name", required=True)),
        names=row.parsed("names", parse_glob, required=True),
        technique=technique(draft, row, none=True)[1],
        adapter=row.flag("adapter"),
        runs=row.flag("runs"),
    )
    row.close()
    if not (one.technique or one.adapter or one.runs or one.of == "global"):
        row.fault("", "says nothing: write technique, adapter or runs")
    draft.architectures.append(one)
    return one


def _image(draft: Draft, row: Table, file: str) -> ImageSignature:
    category, name = technique(draft, row, required=True, none=True)
    one = ImageSignature(
        id=f"{file}/{row.slug('id')}",
        images=row.parsed("images", _image_glob, required=True),
        category=category,
        technique=name,
        mode=cast("Mode", row.word("mode", draft.words["mode"], "a mode") or "self-hosted"),
        serves=cast("ImageServes", row.word("serves", get_args(ImageServes), "what an image serves", required=True) or "engine"),
        certainty=cast("Certainty", row.word("certainty", draft.words["certainty"], "a certainty") or "sure"),
        models=row.parsed("model", _model_place),
    )
    row.close()
    draft.add(row, draft.images, one.id, one)
    return one


def _file_glob(text: str) -> None:
    if "/" in text or not text.strip("*?."):
        raise ValueError(f"{text!r} is not a glob over a file's name")


def _image_glob(text: str) -> None:
    if not _IMAGE.fullmatch(text) or len(max(re.split(r"[*?]", text), key=len)) < _SHORTEST:
        raise ValueError(f"{text!r} is not a glob over an image's name without its tag")


def _model_place(text: str) -> None:
    if not _MODEL.fullmatch(text):
        raise ValueError(f"{text!r} is no option, variable in capitals, or word with the argument after it ('serve *')")
