# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The family of a distribution is the one that the facts of Ansible have for it."""

import pytest
from ansible.module_utils.facts.system.distribution import Distribution
from ansible_collections.gir.multidc.plugins.module_utils._drift import platform

# Those whose systems have no os-release.
OTHERS = ("AIX", "Darwin", "DragonFly", "FreeBSD", "HP-UX", "NetBSD", "Solaris")


def family_of(tmp_path, monkeypatch, text):
    (tmp_path / "os-release").write_text(text, encoding="utf-8")
    monkeypatch.setattr(platform, "_RELEASES", (str(tmp_path / "none"), str(tmp_path / "os-release")))
    return platform._os_family()


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("ID=ubuntu\nID_LIKE=debian\n", "Debian"),
        ('NAME="Pop!_OS"\nID=pop\nID_LIKE="ubuntu debian"\n', "Debian"),
        ('NAME="openEuler"\nID="openEuler"\n', "RedHat"),
        ('ID="tencentos"\n', "RedHat"),
        ("ID='miraclelinux'\n", "RedHat"),
        ('ID="sl-micro"\nID_LIKE="suse"\n', "Suse"),
        ('NAME="Nobody Knows"\nID=nobody\nID_LIKE="rhel centos fedora"\n', "RedHat"),
        ('ID=nobody\nID_LIKE="stranger suse opensuse"\n', "Suse"),
        ('NAME="Kylin Linux Advanced Server"\nID="kylin"\n', "RedHat"),
        ("NAME=Kylin\nID=kylin\nID_LIKE=debian\n", "Debian"),
        ('NAME="Nobody Knows"\nID=nobody\nID_LIKE=stranger\n', "Nobody Knows"),
        ("ID=nobody\n", "nobody"),
        ("", ""),
    ],
)
def test_family_of_an_os_release(tmp_path, monkeypatch, text, family):
    assert family_of(tmp_path, monkeypatch, text) == family


def test_families_that_ansible_knows(tmp_path, monkeypatch):
    expected = {name: family for name, family in Distribution.OS_FAMILY.items() if family not in OTHERS}
    found = {name: family_of(tmp_path, monkeypatch, f'NAME="{name}"\nID=other\n') for name in expected}
    assert found == expected
