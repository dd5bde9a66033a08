"""Folders, files and archives give their files in a fixed order, whatever lies among them."""

from __future__ import annotations

import io
import itertools
import os
import stat
import struct
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import fsspec
import pytest

from ingestion.sources import SourceUnreachable, SpecificationError, Unobtainable, open_source
from ingestion.sources.archive import Archive, ArchiveLimits
from ingestion.sources.patterns import Selection


def listed(specification: str | Path | dict[str, Any]) -> dict[str, bytes | str]:
    """What a source gives: bytes under the address after the source's own, or the reason they are refused."""
    source = open_source(specification)
    found: dict[str, bytes | str] = {}
    with closing(source):
        for file in source.files():
            assert source.covers(file.uri)
            key = file.uri.removeprefix(source.uri).lstrip("/!")
            try:
                found[key] = file.read()
            except Unobtainable as fault:
                found[key] = fault.reason
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bulletins"
    for path in ("b.txt", "a.txt", "2024/c.md", "2024/drafts/d.txt", ".hidden", "~$a.docx", "Thumbs.db"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    return folder


class TestFolders:
    def test_every_file_is_found_at_any_depth_in_the_order_of_names(self, folder: Path) -> None:
        assert list(listed(folder)) == ["a.txt", "b.txt", "2024/c.md", "2024/drafts/d.txt"]
        assert listed(folder)["2024/c.md"] == b"2024/c.md"

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ({"include": "*.txt"}, ["a.txt", "b.txt", "2024/drafts/d.txt"]),
            ({"include": "*.txt", "exclude": "**/drafts/**"}, ["a.txt", "b.txt"]),
            ({"include": ["2024/*"]}, ["2024/c.md"]),
            ({"include": ["/?.txt"]}, ["a.txt", "b.txt"]),
            ({"include": ["[!a].txt", ".hidden"]}, [".hidden", "b.txt", "2024/drafts/d.txt"]),
        ],
    )
    def test_patterns_choose(self, folder: Path, options: dict[str, Any], found: list[str]) -> None:
        assert list(listed({"path": str(folder), **options})) == found

    def test_a_path_with_globs_is_a_folder_with_a_pattern(self, folder: Path) -> None:
        assert list(listed(str(folder / "*.txt"))) == ["a.txt", "b.txt"]
        assert list(listed(str(folder / "**/*.txt"))) == ["a.txt", "b.txt", "2024/drafts/d.txt"]

    def test_a_home_among_the_bulletins_is_left_alone_but_its_landing_folder_is_a_source(self, folder: Path) -> None:
        landing = folder / "data" / "landing"
        landing.mkdir(parents=True)
        (landing / "e.txt").write_text("e")
        (folder / "data" / ".fangzhi-home").touch()
        assert not [path for path in listed(folder) if path.startswith("data")]
        assert set(listed(landing)) == {"e.txt"}

    def test_an_address_tells_where_the_file_lies(self, folder: Path) -> None:
        assert next(open_source(folder).files()).uri == f"{folder}/a.txt"

    def test_a_link_out_of_the_folder_is_listed_and_not_followed(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "secret.txt").write_text("geheim")
        (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "outside").symlink_to(tmp_path)
        found = listed(folder)
        assert "out of the folder" in str(found["out.txt"])
        assert "out of the folder" in str(found["outside"])
        assert b"geheim" not in found.values()

    def test_links_in_a_circle_end(self, folder: Path) -> None:
        (folder / "2024/up").symlink_to(folder)
        (folder / "self.txt").symlink_to("self.txt")
        (folder / "nowhere.txt").symlink_to("gone.txt")
        found = listed(folder)
        assert "circle" in str(found["self.txt"])
        assert "nowhere" in str(found["nowhere.txt"])
        assert len(found) == 6

    def test_a_link_to_a_file_of_the_folder_is_read(self, folder: Path) -> None:
        (folder / "link.txt").symlink_to("a.txt")
        assert listed(folder)["link.txt"] == b"a.txt"

    def test_pipes_and_sockets_do_not_hold_up_the_run(self, folder: Path) -> None:
        os.mkfifo(folder / "pipe.txt")
        assert "a pipe" in str(listed(folder)["pipe.txt"])

    def test_a_file_exchanged_for_a_pipe_after_listing_does_not_either(self, folder: Path) -> None:
        file = next(open_source(folder).files())
        (folder / "a.txt").unlink()
        os.mkfifo(folder / "a.txt")
        with pytest.raises(Unobtainable, match="a pipe"):
            file.read()

    def test_a_file_exchanged_for_a_link_after_listing_is_not_followed(self, folder: Path, tmp_path: Path) -> None:
        file = next(open_source(folder).files())
        (tmp_path / "secret.txt").write_text("geheim")
        (folder / "a.txt").unlink()
        (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
        with pytest.raises(Unobtainable):
            file.read()

    def test_a_file_that_vanishes_is_that_files_fault(self, folder: Path) -> None:
        file = next(open_source(folder).files())
        (folder / "a.txt").unlink()
        with pytest.raises(Unobtainable, match="not there any more"):
            file.read()

    def test_a_file_too_large_is_refused(self, folder: Path) -> None:
        (folder / "large.txt").write_bytes(b"x" * 2_000_000)
        assert "2 MB" in str(listed({"path": str(folder), "max_file_mb": 1})["large.txt"])

    def test_names_with_newlines_and_invalid_bytes_become_printable_addresses(self, folder: Path) -> None:
        (folder / "z\n1.txt").write_text("一")
        (Path(os.fsdecode(os.fsencode(folder) + b"/z\xff.txt"))).write_text("二")
        found = listed(folder)
        assert found["z\\n1.txt"] == "一".encode()
        assert found["z\\xff.txt"] == "二".encode()

    def test_archives_in_a_folder_are_opened(self, folder: Path) -> None:
        with zipfile.ZipFile(folder / "more.zip", "w") as archive:
            archive.writestr("inner/e.txt", "e")
        (folder / "broken.zip").write_bytes(b"PK\x03\x04...")
        found = listed(folder)
        assert found["more.zip!inner/e.txt"] == b"e"
        assert "damaged" in str(found["broken.zip"])

    def test_a_missing_folder_is_a_source_out_of_reach(self, folder: Path) -> None:
        for path in (folder / "gone", folder / "gone.txt", {"path": str(folder / "gone.2024"), "include": "*"}):
            with pytest.raises(SourceUnreachable, match="no such"):
                listed(path)

    def test_a_folder_that_is_missing_is_still_known_as_one(self, folder: Path) -> None:
        assert open_source(folder / "gone").covers(f"{folder}/gone/2024/a.txt")

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
    def test_what_may_not_be_read_is_refused(self, folder: Path) -> None:
        (folder / "a.txt").chmod(0)
        (folder / "2024/drafts").chmod(0)
        found = listed(folder)
        (folder / "2024/drafts").chmod(0o700)
        assert "no permission" in str(found["a.txt"])
        assert "cannot be listed" in str(found["2024/drafts"])

    def test_a_file_that_grows_while_it_is_read_waits_for_the_next_run(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sizes = itertools.count(5)  # however often it is asked
        real = os.fstat
        file = next(open_source(folder).files())

        def growing(descriptor: int) -> os.stat_result:
            seen = real(descriptor)
            if stat.S_ISREG(seen.st_mode):
                return os.stat_result((*seen[:6], next(sizes), *seen[7:]))
            return seen

        monkeypatch.setattr("ingestion.sources.regular_file.os.fstat", growing)
        with pytest.raises(Unobtainable, match="changed") as fault:
            file.read()
        assert fault.value.passing

        with pytest.raises(SourceUnreachable, match="not a folder"):
            listed({"path": str(folder / "a.txt"), "kind": "folder"})


def test_a_single_file_is_a_source(folder: Path) -> None:
    assert listed(folder / "a.txt") == {"": b"a.txt"}
    assert listed((folder / "a.txt").as_uri()) == {"": b"a.txt"}


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


class TestArchives:
    def test_members_are_read_in_the_order_of_names(self, tmp_path: Path) -> None:
        path = packed(tmp_path / "a.zip", {"b.txt": b"2", "dir/": b"", "a/c.txt": b"1", "__MACOSX/b.txt": b"x"})
        assert listed(path) == {"a/c.txt": b"1", "b.txt": b"2"}

    def test_names_that_climb_out_stay_addresses_within_the_archive(self, tmp_path: Path) -> None:
        names = {"../../etc/passwd": b"1", "/srv/x": b"2", "C:\\y\\z.txt": b"3", "a/./b.txt": b"4", "..": b"5"}
        path = packed(tmp_path / "a.zip", names)
        assert listed(path) == {"a/b.txt": b"4", "etc/passwd": b"1", "srv/x": b"2", "unnamed": b"5", "y/z.txt": b"3"}
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.zip"]

    def test_the_same_name_twice_gives_two_addresses(self, tmp_path: Path) -> None:
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("a.txt", "1")
            archive.writestr("a.txt", "2")
        assert listed(tmp_path / "a.zip") == {"a.txt": b"1", "a.txt#2": b"2"}

    @pytest.mark.parametrize("codec", ["gbk", "utf-8"])
    def test_chinese_names_are_decoded_whoever_packed_them(self, tmp_path: Path, codec: str) -> None:
        path = packed(tmp_path / "a.zip", {"AAAAAAAAAAAA.txt": b"1"})
        name = "简报期号".encode(codec)
        name += b"_" * (12 - len(name))
        path.write_bytes(path.read_bytes().replace(b"AAAAAAAAAAAA", name))
        assert list(listed(path)) == [name.decode(codec) + ".txt"]

    def test_bombs_are_not_unpacked(self, tmp_path: Path) -> None:
        path = packed(tmp_path / "a.zip", {"bomb.txt": b"0" * 3_000_000, "good.txt": b"1"})
        found = listed(path)
        assert "zip bomb" in str(found["bomb.txt"])
        assert found["good.txt"] == b"1"

    def test_sizes_are_bounded_by_member_and_in_total(self, tmp_path: Path) -> None:
        path = packed(
            tmp_path / "a.zip", {f"{n}.txt": bytes([n]) * 400_000 for n in range(4)} | {"9.txt": b"1" * 2_000_000}
        )
        found = listed({"path": str(path), "max_file_mb": 1, "max_total_mb": 1, "max_ratio": 5000})
        assert [isinstance(data, bytes) for data in found.values()] == [True, True, False, False, False]
        assert "2 MB" in str(found["9.txt"])
        assert "what follows" in str(found["2.txt"])

    def test_too_many_members_are_refused_before_they_are_listed(self, tmp_path: Path) -> None:
        path = packed(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(50)})
        with pytest.raises(SourceUnreachable, match="50 files"):
            listed({"path": str(path), "max_members": 10})
        with pytest.raises(SourceUnreachable, match="table of contents"):
            list(Archive.at(path, limits=ArchiveLimits(members=1)).files())

    def test_a_size_the_directory_lies_about_is_never_exceeded(self, tmp_path: Path) -> None:
        path = packed(tmp_path / "a.zip", {"a.txt": b"0" * 5_000_000})
        data = path.read_bytes()
        path.write_bytes(data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100)))
        assert "damaged" in str(listed(path)["a.txt"])

    def test_links_passwords_and_nested_archives_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            link = zipfile.ZipInfo("link.txt")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
            archive.writestr("inner.zip", b"PK")
            archive.writestr("locked.txt", b"x")
        data = bytearray(path.read_bytes())
        entry = data.rfind(b"PK\x01\x02")
        data[entry + 8] |= 1
        path.write_bytes(bytes(data))
        found = listed(path)
        assert "link" in str(found["link.txt"])
        assert "within an archive" in str(found["inner.zip"])
        assert "password" in str(found["locked.txt"])

    def test_damage_in_one_member_leaves_the_others(self, tmp_path: Path) -> None:
        path = packed(tmp_path / "a.zip", {"a.txt": os.urandom(1000), "b.txt": b"2"})
        data = bytearray(path.read_bytes())
        data[200:260] = b"\0" * 60
        path.write_bytes(bytes(data))
        found = listed(path)
        assert "damaged" in str(found["a.txt"])
        assert found["b.txt"] == b"2"

    @pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\xff" * 18, b"x" * 5000])
    def test_what_is_no_archive_is_out_of_reach(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "a.zip").write_bytes(data)
        with pytest.raises(SourceUnreachable, match="not a zip archive"):
            listed(tmp_path / "a.zip")

    def test_every_cut_of_an_archive_is_survived(self, tmp_path: Path) -> None:
        whole = packed(tmp_path / "a.zip", {"a.txt": b"1" * 50, "b.txt": b"2"}).read_bytes()
        for end in range(len(whole)):
            try:
                for file in Archive.of_bytes("a.zip", whole[:end]).files():
                    file.read()
            except (SourceUnreachable, Unobtainable) as fault:
                assert fault.reason


class TestStores:
    @pytest.fixture(autouse=True)
    def store(self) -> Any:
        store = fsspec.filesystem("memory")
        store.pipe({"/fz/2024/a.txt": b"1", "/fz/b.md": b"2", "/fz/c.zip": zipped({"d.txt": b"3"})})
        yield
        store.rm("/fz", recursive=True)

    def test_a_folder_of_any_store_is_read(self) -> None:
        assert listed("memory://fz") == {"2024/a.txt": b"1", "b.md": b"2", "c.zip!d.txt": b"3"}
        assert listed({"url": "memory://fz", "include": "*.md"}) == {"b.md": b"2"}

    def test_one_file_of_a_store_is_read(self) -> None:
        assert listed("memory://fz/b.md") == {"": b"2"}

    def test_a_store_out_of_reach_says_why(self) -> None:
        for url, said in {
            "memory://gone": "nothing at this address",
            "nosuch://x": "not understood: Protocol not known",
        }.items():
            with pytest.raises(SourceUnreachable, match=said):
                listed(url)

    def test_a_file_that_cannot_be_fetched_is_that_file_s_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        source = open_source("memory://fz")
        files = {file.name: file for file in source.files()}
        fsspec.filesystem("memory").rm("/fz/b.md")
        with pytest.raises(Unobtainable, match="not there any more") as fault:
            files["b.md"].read()
        assert not fault.value.passing

        def busy(*args: object, **options: object) -> None:
            raise TimeoutError("slow down")

        monkeypatch.setattr(type(fsspec.filesystem("memory")), "open", busy)
        with pytest.raises(Unobtainable, match="slow down") as fault:
            files["a.txt"].read()
        assert fault.value.passing
        monkeypatch.setattr(type(fsspec.filesystem("memory")), "find", busy)
        with pytest.raises(SourceUnreachable, match="slow down") as unreachable:
            list(source.files())
        assert unreachable.value.passing

    def test_a_file_too_large_is_refused(self) -> None:
        fsspec.filesystem("memory").pipe("/fz/large.txt", b"x" * 2_000_000)
        assert "2 MB" in str(listed({"url": "memory://fz", "max_file_mb": 1})["large.txt"])

    @pytest.mark.parametrize(
        "source",
        [
            {"url": "ftp://127.0.0.1/x"},
            {"url": "sftp://localhost/x"},
            {"url": "filecache::http://127.0.0.1/x"},
            {"url": "s3://bucket/x", "options": {"client_kwargs": {"endpoint_url": "http://10.0.0.8:9000"}}},
        ],
    )
    def test_services_of_the_local_network_are_refused_unless_allowed(self, source: dict[str, Any]) -> None:
        with pytest.raises(SourceUnreachable, match=r"private|kind = 'web'|package is needed"):
            listed(source)


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


class TestSpecifications:
    @pytest.mark.parametrize(
        ("specification", "said"),
        [
            ("", "empty"),
            ("a\0b", "NUL"),
            ({}, "a path or a url"),
            ({"path": "a", "url": "b"}, "not both"),
            ({"path": "a", "kind": "carrier pigeon"}, "kind"),
            ({"path": "a", "inclde": "*"}, "inclde: Extra"),
            ({"url": "https://example.org", "delay_seconds": -1}, "delay_seconds: .*greater than or equal to 0"),
            ({"url": "https://example.org", "link_pattern": "("}, "link_pattern"),
            ({"url": "gopher://example.org", "kind": "web"}, "http://"),
        ],
    )
    def test_a_mistake_is_named(self, specification: Any, said: str) -> None:
        with pytest.raises(SpecificationError, match=said):
            open_source(specification)

    def test_opening_a_source_touches_nothing(self) -> None:
        for specification in ("no/such/folder", "https://example.invalid/x", "s3://no-such-bucket/x", "no.zip"):
            assert open_source(specification).uri == specification


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "path", "taken"),
        [
            ("**/a.txt", "a.txt", True),
            ("**/a.txt", "x/y/a.txt", True),
            ("x/**", "x/y/a.txt", True),
            ("x/*", "x/y/a.txt", False),
            ("*.txt", "a.txt\n", False),
            ("a[1-3].txt", "a2.txt", True),
            ("a[!1-3].txt", "a2.txt", False),
            ("(a|b)+.txt", "a.txt", False),
            ("简报*", "简报\n第1期", True),
        ],
    )
    def test_globs_mean_what_a_shell_means(self, pattern: str, path: str, taken: bool) -> None:
        assert Selection([pattern]).takes(path) is taken
