# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison without AnsibleModule: it writes nothing where nothing needs it, and leaves nothing behind."""

import json
import os
import tempfile

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import yaml_reader
from ansible_collections.gir.multidc.plugins.module_utils._bundle.payload import pack
from ansible_collections.gir.multidc.plugins.module_utils._common.bare import MARK
from ansible_collections.gir.multidc.plugins.module_utils._drift import bare
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    """The answer about one YAML file with this content, which should be "a: 1"."""
    path = tmp_path / "one.yaml"

    def answer(content):
        path.write_text(content, encoding="utf-8")
        path.chmod(0o600)
        # The one that other tests have loaded stays theirs.
        monkeypatch.setattr(yaml_reader, "_STATE", dict.fromkeys(yaml_reader._STATE))
        file = {"path": str(path), "format": "yaml", "content": "a: 1\n", "mode": "0600"}
        request = {"components": [{"name": "rws", "files": [file]}], "yaml_reader": yaml_sources()}
        with pytest.raises(SystemExit):
            bare.main({"_payload": pack(request), "password": None})
        return json.loads(capsys.readouterr().out.partition(MARK)[2])

    return answer


@pytest.fixture
def made(tmp_path, monkeypatch):
    """The directories that were made."""
    found = []

    def make(prefix):
        found.append(str(tmp_path / prefix))
        os.mkdir(found[-1])
        return found[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", make)
    return found


def keys(answer):
    return [(one["check"], one["key"]) for one in answer["differences"]]


def test_nothing_is_written_where_nothing_differs(ask, made):
    assert keys(ask("a: 1\n")) == []
    assert made == []


def test_reader_of_yaml_is_not_left_behind(ask, made):
    assert keys(ask("a: 2\n")) == [("file.content", "a")]
    assert len(made) == 1 and not os.path.lexists(made[0])


def test_full_disk_loses_no_host(ask, monkeypatch):
    def full(prefix):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    [found] = ask("a: 2\n")["differences"]
    assert (found["check"], found["confidence"]) == ("file.content", "inferred")
