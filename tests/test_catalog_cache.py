"""The compiled form: the same catalogue, never a stale one, never somebody else's."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sample_signatures import REAL, edited, world

from scanner.catalog import Catalog, load, load_tolerant
from scanner.catalog.compile import FORM, dump, restore
from scanner.catalog.loading import _state
from scanner.kept import pack
from scanner.match import Matcher

if TYPE_CHECKING:
    from pathlib import Path

VENDOR = "vendors/acme.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return world(tmp_path)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("SUANBEI_CACHE_DIR", str(folder))
    return folder


def forged(root: Path) -> Catalog:
    """A catalogue that says who wrote it."""
    catalog = load((root,), cache=False)
    return dataclasses.replace(catalog, vendors={"acme": catalog.vendors["acme"]._replace(name_en="Ecma")})


def planted(cache: Path, root: Path) -> Path:
    """The cache file, holding a forged catalogue."""
    load((root,))
    (path,) = cache.iterdir()
    state = _state((root,))
    assert state is not None
    path.write_bytes(pack(FORM, forged(root), state))
    return path


def name(catalog: Catalog) -> str:
    return catalog.vendors["acme"].name_en


DUMP = """
import pathlib, sys
from scanner.catalog import load
from scanner.catalog.compile import dump
sys.stdout.buffer.write(dump(load((pathlib.Path(sys.argv[1]),), cache=False)))
"""


def values(catalog: Catalog) -> dict[str, object]:
    return {field.name: getattr(catalog, field.name) for field in dataclasses.fields(Catalog)}


@pytest.mark.parametrize("real", [False, True], ids=["sample", "signatures"])
def test_round_trip(root: Path, real: bool) -> None:
    catalog = load((REAL if real else root,), cache=False)
    assert values(restore(dump(catalog))) == values(catalog)


def test_only_what_is_asked_for_is_restored(root: Path) -> None:
    catalog = restore(dump(load((root,), cache=False)))
    assert isinstance(catalog.rows.absolute["python"]["acme_sdk"], bytes)
    assert {row.steps[0] for row in catalog.rows.below("python", "acme_sdk")} == {"acme_sdk"}
    assert not isinstance(catalog.rows.absolute["python"]["acme_sdk"], bytes)
    assert "vendors" not in vars(catalog)


def test_a_path_restores_its_own_root_alone(root: Path) -> None:
    catalog = restore(dump(load((root,), cache=False)))
    Matcher(catalog).paths.find("python", ("acme_sdk", "Client", "()"))
    assert {name: type(group) for name, group in catalog.rows.absolute["python"].items()} == {"acme_sdk": tuple, "sender": bytes}


def test_the_compiled_form_has_values_and_no_leftovers(root: Path) -> None:
    catalog = restore(dump(load((root,), cache=False)))
    assert catalog.calls["acme-sdk/chat"].variants[0].when[0].test == "in"
    assert catalog.vendors["acme"].hosts[0].wires == ("chat",)
    assert dict(catalog.categories.names)["role"][0].zh == "服务提供者"


@pytest.mark.parametrize("data", [b"", b"\x00", b"(\x00\x00\x00\x00", b"N", b"[\xff\xff\xff\x7f", b"\xe9\x01\x00\x00\x00"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="compiled"):
        restore(data)


def test_same_bytes_in_every_process(root: Path) -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", DUMP, root], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=REAL.parent, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {dump(load((root,), cache=False))}


def test_the_cache_is_used(root: Path, cache: Path) -> None:
    planted(cache, root)
    assert name(load((root,))) == "Ecma"
    assert name(load((root,), cache=False)) == "Acme"


def test_an_edit_outdates_the_cache(root: Path, cache: Path) -> None:
    planted(cache, root)
    edited(root, VENDOR, "Acme", "Ecmb")
    assert name(load((root,))) == "Ecmb"


def test_an_edit_that_keeps_size_and_time_outdates_the_cache(root: Path, cache: Path) -> None:
    planted(cache, root)
    before = (root / VENDOR).stat()
    edited(root, VENDOR, "Acme", "Ecmb")
    os.utime(root / VENDOR, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert name(load((root,))) == "Ecmb"


def test_a_new_file_outdates_the_cache(root: Path, cache: Path) -> None:
    planted(cache, root)
    (root / "libraries" / "law.txt").write_text("not a signature")
    assert name(load((root,))) == "Ecma"
    (root / "law").mkdir()
    (root / "law" / "x.toml").write_text("")
    assert name(load((root,))) == "Acme"


@pytest.mark.parametrize("damage", [b"", b"suanbei", b"x" * 5000])
def test_a_corrupt_cache_is_made_again(root: Path, cache: Path, damage: bytes) -> None:
    path = planted(cache, root)
    path.write_bytes(damage)
    assert name(load((root,))) == "Acme"
    assert b"Acme" in path.read_bytes()


def test_a_truncated_cache_is_made_again(root: Path, cache: Path) -> None:
    path = planted(cache, root)
    path.write_bytes(path.read_bytes()[:-20])
    assert name(load((root,))) == "Acme"


def test_a_cache_with_a_wrong_byte_is_made_again(root: Path, cache: Path) -> None:
    path = planted(cache, root)
    data = path.read_bytes()
    assert b"Ecma" in data
    path.write_bytes(data.replace(b"Ecma", b"Damn"))
    assert name(load((root,))) == "Acme"


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_open_to_others_is_not_read(root: Path, cache: Path, mode: int) -> None:
    planted(cache, root)
    cache.chmod(mode)
    assert name(load((root,))) == "Acme"


def test_a_file_open_to_others_is_not_read(root: Path, cache: Path) -> None:
    planted(cache, root).chmod(0o666)
    assert name(load((root,))) == "Acme"


def test_a_link_is_not_followed(root: Path, cache: Path, tmp_path: Path) -> None:
    path = planted(cache, root)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert name(load((root,))) == "Acme"


def test_the_folder_and_the_file_are_the_users_own(root: Path, cache: Path) -> None:
    load((root,))
    (path,) = cache.iterdir()
    assert (cache.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def test_no_cache_where_none_can_be(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SUANBEI_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert name(load((root,))) == "Acme"


def test_the_users_cache_folder_is_respected(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUANBEI_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    load((root,))
    assert [path.suffix for path in (tmp_path / "xdg" / "suanbei").iterdir()] == [".bin"]


def test_an_installed_catalogue_is_trusted(root: Path, cache: Path) -> None:
    inside = root.rename(root.parent / "_signatures")
    (inside / "catalog.bin").write_bytes(pack(FORM, forged(inside)))
    assert name(load((inside,))) == "Ecma"
    assert not cache.exists()


def test_an_installed_catalogue_of_another_version_is_not(root: Path, cache: Path) -> None:
    inside = root.rename(root.parent / "_signatures")
    data = pack(FORM, forged(inside))
    (inside / "catalog.bin").write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])
    assert name(load((inside,))) == "Acme"


def test_a_catalogue_without_its_faulty_files_is_kept_with_what_is_wrong(
    root: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / ".suanbei" / "signatures"
    (mine / "vendors").mkdir(parents=True)
    (mine / "vendors" / "bad.toml").write_text("x = 1")
    first, problems = load_tolerant((root, mine))
    assert [problem.path for problem in problems] == [".suanbei/signatures/vendors/bad.toml"]
    with monkeypatch.context() as patch:
        patch.delattr("scanner.catalog.read.read")
        again, same = load_tolerant((root, mine))
    assert (values(again), same) == (values(first), problems)
    (mine / "vendors" / "bad.toml").unlink()
    assert load_tolerant((root, mine))[1] == ()
