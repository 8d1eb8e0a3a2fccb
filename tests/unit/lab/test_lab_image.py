# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipe of the base image: where its packages come from, and its name."""

import pytest
from lab import image
from lab.errors import LabError

DEB822 = """# the distribution
Types: deb deb-src
URIs: http://mirror.example.com/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example.com/other
Suites: trixie
Components: main

Enabled: no
Types: deb
URIs: http://mirror.example.com/off
Suites: bookworm
Components: main
"""
ONE_LINE = """deb [signed-by=/etc/key.gpg] http://mirror.example.com/debian-security bookworm-security main
deb-src http://mirror.example.com/debian bookworm main
deb http://vendor.example.com/apt vendor-bookworm main
# deb http://mirror.example.com/debian bookworm main
"""


def apt(directory, **files):
    """An /etc/apt with these files below sources.list.d."""
    (directory / "sources.list.d").mkdir()
    for name, text in files.items():
        (directory / "sources.list.d" / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return directory


def test_only_sources_of_the_release_are_taken(tmp_path):
    found = image.sources(apt(tmp_path, debian__sources=DEB822, more__list=ONE_LINE, old__sources__off=DEB822))
    assert [suffix for suffix, _text in found] == [".sources", ".list"]
    assert "mirror.example.com/debian\n" in found[0][1]
    assert "other" not in found[0][1]
    assert "off" not in found[0][1]
    assert found[1][1] == ONE_LINE.splitlines()[0] + "\n"


def test_a_machine_without_the_release_is_told(tmp_path):
    with pytest.raises(LabError, match="do not offer Debian bookworm"):
        image.sources(apt(tmp_path, vendor__list="deb http://vendor.example.com/apt vendor-bookworm main\n"))


def test_the_name_of_an_image_follows_its_recipe(monkeypatch):
    before = image.fingerprint()
    assert image.fingerprint() == before
    monkeypatch.setattr(image, "SCENARIOS", (*image.SCENARIOS, "bind9"))
    changed = image.fingerprint()
    monkeypatch.setattr(image, "own_files", lambda: {"etc/motd": "hello"})
    assert len({before, changed, image.fingerprint()}) == 3


def test_an_image_that_is_there_is_not_built_again(tmp_path, monkeypatch):
    monkeypatch.setattr(image, "require_tools", lambda _tools: pytest.fail("it set out to build"))
    (tmp_path / image.fingerprint()).mkdir()
    assert image.ensure(tmp_path) == tmp_path / image.fingerprint()


def test_a_failed_build_leaves_no_image(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "mmdebstrap"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'E: no such mirror' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(image, "require_tools", lambda _tools: None)
    apart = program.with_name("unshare")
    apart.write_text('#!/bin/sh\nwhile [ "${1#--}" != "$1" ]; do shift; done\nexec "$@"\n', encoding="utf-8")
    apart.chmod(0o755)
    monkeypatch.setattr(image, "proxies", lambda: [])
    monkeypatch.setattr(image, "sources", lambda: [(".list", "deb http://mirror.example.com bookworm main\n")])
    half = tmp_path / "images" / "building-left-by-a-killed-one"
    half.mkdir(parents=True)
    with pytest.raises(LabError, match="could not be built: E: no such mirror"):
        image.ensure(tmp_path / "images", say=lambda _text: None)
    assert [path.name for path in (tmp_path / "images").iterdir() if path.is_dir()] == []
