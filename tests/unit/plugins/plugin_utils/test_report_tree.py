# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rendered tree at gir_report_url: one archive, the same bytes for the same files, and what is refused."""

import gzip
import io
import os
import tarfile

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report import tree
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import Place
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from support.file_servers import PASSWORD, USERNAME, obedient, webdav

FILES = {"dc2/b/x.cfg": b"b\n", "dc1/a/é.yaml": b"a\n", "break-glass/dc1.txt": b"", "dc1/a/" + 30 * "long/" + "x": b"l"}
CONTENT = tree.archive(FILES)
PLACE = Place("https://files.test/gir")


def at(server, path="/files/gir"):
    return Place(f"{server.url}{path}", USERNAME, PASSWORD)


def test_the_archive_is_nobodys_and_of_no_time():
    content = tree.archive(FILES)
    assert content[:10] == gzip.compress(b"", mtime=0)[:8] + content[8:10], "no name and no time"
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as found:
        members = found.getmembers()
        assert [one.name for one in members] == sorted(FILES)
        assert {found.extractfile(one).read() for one in members} == set(FILES.values())
    assert {(one.uid, one.gid, one.uname, one.gname, one.mtime, one.mode) for one in members} == {
        (0, 0, "", "", 0, 0o640),
    }  # fmt: skip


def test_equal_files_give_equal_bytes(tmp_path):
    """Whatever wrote them, when, in which order and for whom."""
    for number, names in enumerate((list(FILES), list(reversed(FILES)))):
        for name in names:
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(FILES[name])
            os.utime(path, (number, 1_000_000 * number))
            path.chmod(0o600 + number)
    found = [tree.files_below(str(tmp_path / str(number))) for number in (0, 1)]
    assert found == [FILES, FILES]
    assert tree.archive(found[0]) == tree.archive(found[1]) == tree.archive(FILES)
    assert tree.archive({**FILES, "dc2/b/x.cfg": b"c\n"}) != tree.archive(FILES)


def test_it_is_sent_where_it_differs(tmp_path):
    """In check mode it is compared, and no directory is made either."""
    content = CONTENT
    with webdav(tmp_path) as server:
        place = at(server)
        assert tree.send(place, content, check=True) is True
        assert list(server.root.iterdir()) == []
        assert tree.send(place, content, check=False) is True
        there = server.root / "gir" / "rendered.tar.gz"
        assert there.read_bytes() == content
        before = there.stat().st_mtime_ns
        assert [tree.send(place, content, check=check) for check in (True, False)] == [False, False]
        assert there.stat().st_mtime_ns == before
        for other in (b"", content[:-1], content + b"x", bytes(len(content))):
            there.write_bytes(other)
            assert [tree.send(place, content, check=check) for check in (True, False)] == [True, True]
            assert there.read_bytes() == content
        assert [one.name for one in there.parent.iterdir()] == ["rendered.tar.gz"]


@pytest.mark.parametrize("status", [401, 403, 405, 500])
def test_an_account_that_may_only_write(status):
    with obedient(GET=status) as server:
        assert tree.send(at(server), CONTENT, check=False) is True
        assert server.said("PUT")


def test_a_server_that_labels_what_is_compressed():
    """As Apache httpd may do with the ending gz."""
    with obedient(GET=200) as server:
        server.headers, server.content = {"Content-Encoding": "x-gzip"}, CONTENT
        assert tree.send(at(server), CONTENT, check=False) is False
        assert tree.send(at(server), tree.archive({"other": b"x"}), check=True) is True


@pytest.mark.parametrize(
    ("statuses", "why"),
    [
        ({"PUT": 403}, "the server answers HTTP 403: the account may not write there; give it the right, or another"),
        ({"PUT": 507}, "the server answers HTTP 507: there is no room; make room there, or give another"),
    ],
)
def test_one_that_is_not_taken(statuses, why):
    with obedient(**statuses) as server, pytest.raises(tree.NotSent) as raised:
        tree.send(at(server), CONTENT, check=False)
    assert str(raised.value) == f"Not sent to {server.url}/files/gir: rendered.tar.gz: {why} gir_report_url."


@pytest.mark.parametrize("check", [True, False])
def test_a_server_that_is_away(check):
    """As the run without check mode would end."""
    with pytest.raises(tree.NotSent) as raised:
        tree.send(Place("http://127.0.0.1:1/gir", USERNAME, PASSWORD), CONTENT, check)
    assert str(raised.value) == (
        "Not sent to http://127.0.0.1:1/gir: rendered.tar.gz: connection refused; see that the server runs, or correct "
        "gir_report_url."
    )


@pytest.mark.parametrize(
    ("rendering", "rules"),
    [
        (tree.Rendering(Place(), revealing=["a"], missing=["b"]), []),
        (tree.Rendering(PLACE), []),
        (tree.Rendering(PLACE, revealing=["a", "b"]), ["GIR678"]),
        (tree.Rendering(PLACE, named={"a"}, revealing=["a"]), ["GIR678"]),
        (tree.Rendering(PLACE, missing=["b"]), ["GIR679"]),
        (tree.Rendering(PLACE, named={"a"}, missing=["b"]), []),
        (tree.Rendering(PLACE, revealing=["a"], missing=["b"]), ["GIR678", "GIR679"]),
    ],
)
def test_what_stops_a_run(rendering, rules):
    assert [one.id for one in rendering.violations()] == rules
    assert all(one.severity == "error" for one in rendering.violations())


def test_who_has_a_directory():
    """The default one is for runs without an address."""
    assert tree.Rendering(Place()).writes("a")
    rendering = tree.Rendering(PLACE, named={"a"})
    assert (rendering.writes("a"), rendering.writes("b")) == (True, False)
    assert not any(tree.is_named(given) for given in (None, "", " "))
    assert all(tree.is_named(given) for given in ("out", Unusable("x")))


def test_a_part_of_the_hosts_is_not_sent():
    """The others, and the sheets, would be gone there."""
    assert tree.Rendering(PLACE).not_whole == ""
    assert tree.Rendering(PLACE, named={"a"}, missing=["b", "c"]).not_whole == (
        "rendered.tar.gz at gir_report_url is left as it is: this run leaves out b and c."
    )
