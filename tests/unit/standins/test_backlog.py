# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a recording's metadata: a processor keeps it until an Interaction Receiver or the active one has it."""

import pytest
from standin_client import call, eventually
from standins import backlog, json_lines
from standins.endpoints import InteractionReceiver, Processor

BACKUP = "[processing]\nmode = backup\npost_uri = {url}/api/contact-centers/lab/recordings\n"


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    monkeypatch.setattr(backlog, "RETRY_SECONDS", 0.05)


@pytest.fixture
def receiver(tmp_path):
    with InteractionReceiver("ir", username="u", password="p", kept=tmp_path / "kept.jsonl") as found:
        yield found


def metadata(identity, url):
    parameters = {"recordingclient.rp.speechminer_uri": url, "recordingclient.rp.speechminer_auth": "u:p"}
    return {"id": identity, "mediaFiles": [{"mediaId": identity, "parameters": parameters}]}


def processor(directory, text):
    directory.mkdir(exist_ok=True)
    (directory / "rpconfig.cfg").write_text(text, encoding="utf-8")
    found = Processor("rps", file=directory / "rpconfig.cfg", domain="lab", backlog=directory / "backlog")
    found.url = found.open()
    return found


def posted(found, document):
    return call(found.url + "/api/contact-centers/lab/recordings", "POST", body=document).status


def kept(path):
    return [entry["id"] for entry in json_lines.read(path)]


def test_an_active_processor_posts_to_the_receiver_of_the_metadata(tmp_path, receiver):
    found = processor(tmp_path / "a", "[processing]\nmode = active\n")
    try:
        assert posted(found, metadata("r1", receiver.url + "/interactionreceiver")) == 200
        assert eventually(lambda: kept(tmp_path / "kept.jsonl") == ["r1"])
        assert eventually(lambda: backlog.waiting(tmp_path / "a" / "backlog") == [])
    finally:
        found.close()


def test_a_processor_in_backup_mode_hands_over_to_the_active_one(tmp_path, receiver):
    active = processor(tmp_path / "a", "[processing]\nmode = active\n")
    standby = processor(tmp_path / "b", BACKUP.format(url=active.url))
    try:
        posted(standby, metadata("r1", receiver.url + "/interactionreceiver"))
        assert eventually(lambda: kept(tmp_path / "kept.jsonl") == ["r1"])
        assert [entry["metadata"]["id"] for entry in json_lines.read(tmp_path / "a/backlog/taken.jsonl")] == ["r1"]
    finally:
        standby.close()
        active.close()


def test_what_nobody_took_waits_over_a_restart(tmp_path, receiver):
    """Also when its writer was killed in the middle of a line."""
    url = receiver.url
    receiver.stop()
    found = processor(tmp_path / "a", "[processing]\nmode = active\n")
    assert posted(found, metadata("r1", url + "/interactionreceiver")) == 200
    found.close()
    with (tmp_path / "a/backlog/passed.jsonl").open("a", encoding="utf-8") as out:
        out.write('{"numb')
    assert [entry["metadata"]["id"] for entry in backlog.waiting(tmp_path / "a/backlog")] == ["r1"]
    again = processor(tmp_path / "a", "[processing]\nmode = active\n")
    with InteractionReceiver("ir", username="u", password="p", port=int(url.rsplit(":", 1)[1]),
                             kept=tmp_path / "kept.jsonl"):  # fmt: skip
        try:
            assert eventually(lambda: kept(tmp_path / "kept.jsonl") == ["r1"])
            assert eventually(lambda: backlog.waiting(tmp_path / "a/backlog") == [])
        finally:
            again.close()


def test_a_receiver_that_refuses_the_account_keeps_nothing(tmp_path, receiver):
    document = metadata("r1", receiver.url + "/interactionreceiver")
    onward = backlog.receiver_of(document)
    assert not backlog.post(onward._replace(account="u:wrong"), document)
    assert kept(tmp_path / "kept.jsonl") == []
    assert backlog.post(onward, document)
    assert kept(tmp_path / "kept.jsonl") == ["r1"]
