# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive of a failover kit: the same each time, whole, and judged as what it is."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._kit import look
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import archive, collection, freshness, making
from ansible_collections.gir.multidc.plugins.plugin_utils._kit.addresses import Addresses
from ansible_collections.gir.multidc.plugins.plugin_utils._kit.sources import Sources
from ansible_collections.gir.multidc.plugins.plugin_utils._kit.wheels import Wanted

MADE = "2026-11-28T09:30:00Z"
NOON = 1795867200.0  # 2026-11-28T12:00:00Z
KIT = archive.Kit("dc2", {"failover.sh": b"#!/bin/sh\n", "a/b": b"x"}, {"collection": "1.0.0", "inventory": "i" * 64})


def put(path, kit=KIT, made=MADE):
    data = kit.packed(made)
    path.write_bytes(data)
    path.with_name(f"{path.name}.sha256").write_text(f"{archive.digest(data)}  {path.name}\n", encoding="utf-8")
    return path


def test_the_same_inputs_give_the_same_archive():
    other = replace(KIT, members=dict(reversed(KIT.members.items())))
    assert other.packed(MADE) == KIT.packed(MADE)
    assert other.content == KIT.content
    assert KIT.packed("2026-11-28T09:30:01Z") != KIT.packed(MADE)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"members": {**KIT.members, "a/b": b"y"}}, False),
        ({"facts": {**KIT.facts, "collection": "1.0.1"}}, False),
        ({"data_center": "dc1"}, False),
        ({"beside": {"environment": "e"}}, True),
    ],
)
def test_what_counts_for_whether_a_kit_is_the_same(change, same):
    assert (replace(KIT, **change).content == KIT.content) is same


def test_every_member_is_private_and_in_the_sums(tmp_path):
    with tarfile.open(put(tmp_path / "kit.tar.gz")) as packed:
        members = packed.getmembers()
        names = [one.name.partition("/")[2] for one in members]
        contents = {name: packed.extractfile(one).read() for name, one in zip(names, members)}
    assert names[0] == "kit.json"
    modes = {name: one.mode for name, one in zip(names, members)}
    assert modes == {**dict.fromkeys(names, 0o600), "failover.sh": 0o700}
    sums = dict(reversed(line.split("  ")) for line in contents.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    assert json.loads(contents["kit.json"])["made"] == MADE


def test_a_kit_that_is_whole_tells_what_it_is(tmp_path):
    view = look.look(str(put(tmp_path / "kit.tar.gz")))
    assert view == {
        "exists": True, "problem": None, "damaged": None,
        "kit": {"made": MADE, "data_center": "dc2", "collection": "1.0.0", "inventory": "i" * 64},
    }  # fmt: skip


def _cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def _no_kit(path):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as packed:
        packed.addfile(tarfile.TarInfo("x/other"))
    path.write_bytes(data.getvalue())
    path.with_name(f"{path.name}.sha256").write_text(hashlib.sha256(data.getvalue()).hexdigest(), encoding="utf-8")


def _not_packed(path):
    path.write_bytes(b"<html>")
    path.with_name(f"{path.name}.sha256").write_text(hashlib.sha256(b"<html>").hexdigest(), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_cut, "its SHA-256 is not the one beside it"),
        (lambda path: path.with_name(f"{path.name}.sha256").unlink(), "kit.tar.gz.sha256 is missing"),
        (lambda path: path.with_name(f"{path.name}.sha256").write_text(""), "its SHA-256 is not the one beside it"),
        (_no_kit, "it is no failover kit"),
        (_not_packed, "it is no failover kit"),
    ],
)
def test_a_kit_that_is_damaged_is_not_believed(tmp_path, spoil, sentence):
    path = put(tmp_path / "kit.tar.gz")
    spoil(path)
    view = look.look(str(path))
    assert (view["damaged"], view["kit"]) == (sentence, None)


def test_what_is_no_file_is_not_waited_for(tmp_path):
    path = put(tmp_path / "kit.tar.gz")
    path.unlink()
    os.mkfifo(path)
    view = look.look(str(path))
    assert view["problem"] == "it is a FIFO"
    assert not look.look(str(tmp_path / "nowhere"))["exists"]


NOW = freshness.Now("dc2", "i" * 64, "1.0.0", 90, NOON)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, []),
        ({"inventory": "j" * 64}, ["inventory"]),
        ({"inventory": ""}, []),
        ({"collection": "1.0.1", "inventory": "j" * 64}, ["inventory", "version"]),
        ({"data_center": "dc1"}, ["damaged"]),
        ({"moment": NOON + 89 * 86400}, []),
        ({"moment": NOON + 91 * 86400}, ["old"]),
        ({"moment": NOON - 10 * 86400}, []),
    ],
)
def test_freshness(tmp_path, change, kinds):
    view = look.look(str(put(tmp_path / "kit.tar.gz")))
    assert [one.kind for one in freshness.flaws(view, replace(NOW, **change))] == kinds


def test_a_kit_without_a_time_is_never_fresh(tmp_path):
    view = look.look(str(put(tmp_path / "kit.tar.gz", made="yesterday")))
    assert [one.kind for one in freshness.flaws(view, NOW)] == ["damaged"]
    assert freshness.is_due("yesterday", 90, NOON)


def test_what_lies_there_stays_until_half_of_its_days_are_over(tmp_path):
    known = making.present(str(put(tmp_path / "kit.tar.gz")))
    assert making.is_kept(known, KIT, 90, NOON)
    assert making.is_kept(known, KIT, 90, NOON + 44 * 86400)
    assert not making.is_kept(known, KIT, 90, NOON + 46 * 86400)
    assert not making.is_kept(known, replace(KIT, members={}), 90, NOON)
    assert not making.is_kept(making.present(str(tmp_path / "nowhere")), KIT, 90, NOON)


@pytest.fixture(scope="module")
def gathered():
    inventory = {"inventory/1/hosts.yml": b"all: {}\n", "inventory/1/aws.yml": b"plugin: amazon.aws.aws_ec2\n"}
    return making.Gathered(
        pair=("dc1", "dc2"),
        sources=Sources({name: f"/srv/{name}" for name in inventory}, ["inventory/1"]),
        inventory=inventory,
        collection=("gir-multidc-1.0.0.tar.gz", b"artifact"),
        version="1.0.0",
        wanted=Wanted(("pip", "ansible-core==2.19.0", "passlib>=1"), ("3.11",), "x86_64"),
        addresses=Addresses({"rws1": ("10.0.0.1",), "recorder": ("10.0.0.9",)}, ("gone",)),
        names=["rws1", "10.0.0.2"],
        moving=["Recorder"],
        plugins=["ssh", "community.general.docker", "ansible.builtin.ssh", ""],
        sheets={"dc2-data-center-lost.txt": "page"},
    )


def test_what_goes_into_a_kit(gathered):
    packages = {"wheels/pip-26.3-py3-none-any.whl": b"p", "wheels/ansible_core-2.19.0-py3-none-any.whl": b"c"}
    made = making.kit(gathered, "dc2", packages)
    assert set(made.members) == {
        "README.txt", "failover.sh", "gir_kit_hosts.py", "requirements.txt", "ansible.cfg", "hosts", "ssh_config",
        "known_hosts", "break-glass/dc2-data-center-lost.txt", "collection/gir-multidc-1.0.0.tar.gz",
        *gathered.inventory, *packages,
    }  # fmt: skip
    assert made.facts["wheels"] == {"ansible-core": "2.19.0", "pip": "26.3"}
    assert made.facts["other_collections"] == ["amazon.aws", "community.general"]
    assert made.members["requirements.txt"] == b"ansible-core==2.19.0\npasslib>=1\n"
    hosts = made.members["hosts"].decode()
    assert "10.0.0.1\trws1" in hosts
    assert "recorder" not in hosts  # it follows the active data center
    readme = made.members["README.txt"].decode()
    assert "-e gir_failover_to=dc2 -e gir_failover_confirm=dc2" in readme
    assert "community.general" in readme
    assert max(map(len, readme.splitlines())) <= 80
    assert len(readme.splitlines()) < 70
    assert making.kit(gathered, "dc1", packages).content != made.content


def test_what_a_kit_cannot_bring_is_said(gathered):
    told = " ".join(making.notices(gathered))
    assert "/srv/inventory/1/aws.yml names the inventory plugin amazon.aws.aws_ec2" in told
    assert "No address is known of gone" in told
    assert "does not hold the collection amazon.aws" in told


def test_wheels_of_the_kit_that_is_there_are_used_again(tmp_path, gathered):
    packages = {"wheels/pip-26.3-py3-none-any.whl": b"p"}
    known = making.present(str(put(tmp_path / "kit.tar.gz", making.kit(gathered, "dc2", packages))))
    assert known.packages(gathered.wanted) == packages
    assert known.packages(replace(gathered.wanted, pythons=("3.12",))) is None
    assert making.any_due([making.Present(), known], 90, NOON + 60 * 86400)
    assert not making.any_due([making.Present(), known], 90, NOON)


def test_the_artifact_is_one_that_galaxy_takes(tmp_path):
    name, data = collection.artifact()
    assert collection.artifact() == (name, data)
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        known = {one.name: one for one in packed.getmembers()}
        index = json.loads(packed.extractfile("FILES.json").read())
        manifest = json.loads(packed.extractfile("MANIFEST.json").read())
        for one in index["files"]:
            if one["ftype"] == "file":
                content = packed.extractfile(one["name"]).read()
                assert hashlib.sha256(content).hexdigest() == one["chksum_sha256"], one["name"]
    assert manifest["collection_info"]["name"] == "multidc"
    assert "playbooks/failover.yml" in known
    assert not [one for one in known if one.startswith(("tests", ".git", ".cache", "tools")) or one.endswith(".pyc")]
    (tmp_path / "artifact.tar.gz").write_bytes(data)
    command = ["tar", "-tzf", tmp_path / "artifact.tar.gz"]
    assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_an_installed_collection_is_packed_as_it_is(tmp_path):
    info = {"namespace": "gir", "name": "multidc", "version": "9.9.9"}
    (tmp_path / "plugins" / "__pycache__").mkdir(parents=True)
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"collection_info": info}), encoding="utf-8")
    (tmp_path / "FILES.json").write_text("{}", encoding="utf-8")
    (tmp_path / "plugins" / "a.py").write_text("a", encoding="utf-8")
    (tmp_path / "plugins" / "__pycache__" / "a.pyc").write_text("a", encoding="utf-8")
    name, data = collection.artifact(tmp_path)
    assert name == "gir-multidc-9.9.9.tar.gz"
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        assert packed.getnames() == ["MANIFEST.json", "FILES.json", "plugins", "plugins/a.py"]
