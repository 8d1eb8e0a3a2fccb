# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipe of the base image: where its packages come from, and its name."""

import os

import pytest
from lab import image
from lab.errors import Impossible, LabError

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


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("E: Unable to locate package no-such-package", LabError),
        ("E: Failed to fetch http://mirror.example.com/debian/dists/bookworm/InRelease", Impossible),
    ],
)
def test_a_failed_build_leaves_no_image(tmp_path, monkeypatch, said, kind):
    program = tmp_path / "bin" / "mmdebstrap"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n", encoding="utf-8")
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
    with pytest.raises(LabError) as caught:
        image.ensure(tmp_path / "images", say=lambda _text: None)
    assert f"could not be built: {said}" in str(caught.value)
    assert isinstance(caught.value, Impossible) == (kind is Impossible)
    assert [path.name for path in (tmp_path / "images").iterdir() if path.is_dir()] == []


def kept(directory, *used):
    """Images that were wanted at these times, the newest recipe first; returns their directories."""
    paths = [directory / f"{number:016x}" for number in range(len(used))]
    for path, moment in zip(paths, used, strict=True):
        path.mkdir()
        mark = path.with_name(f"{path.name}.used")
        mark.touch()
        os.utime(mark, (moment, moment))
    return paths


def test_images_that_nobody_needs_go(tmp_path, monkeypatch):
    now = 1_000_000
    finished, second, third, mounted, lately = kept(tmp_path, now, now - 4000, now - 5000, now - 6000, now - 10)
    (tmp_path / "lock").touch()
    monkeypatch.setattr(image, "lower_layers", lambda: {str(mounted)})
    # `lately` and the newest recipe are the two newest; `second` and `third` are older than the hour.
    assert set(image.superfluous(tmp_path, finished, now)) == {second, third}
    assert set(image.superfluous(tmp_path, finished, now + 4000)) == {second, third}
    assert image.superfluous(tmp_path, finished, now - 4000) == []


def test_the_image_that_was_just_built_stays_although_an_older_one_was_wanted_later(tmp_path, monkeypatch):
    finished, older = kept(tmp_path, 10, 20)
    monkeypatch.setattr(image, "lower_layers", set)
    assert image.superfluous(tmp_path, finished, 1_000_000) == []
    assert older.is_dir()


STATUS = """Package: apache2
Status: install ok installed
Maintainer: Somebody <somebody@example.com>
Version: 2.4.1-1
Description: web
 Version: is no field here

Package: apache2-bin
Version: 9.9

Package: systemd
Version: 252.39-1~deb12u2
"""


def test_versions_are_those_of_the_package_database(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/debian_version").write_text("12.15\n", encoding="utf-8")
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "var/lib/dpkg/status").write_text(STATUS, encoding="utf-8")
    assert image.versions(tmp_path) == {"Debian": "12.15", "systemd": "252.39-1~deb12u2", "Apache httpd": "2.4.1-1"}
