# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request beside the run."""

import os
import threading
import time

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_background
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_background import Background


def test_the_answer_comes_from_another_process():
    found = Background(lambda: {"process": os.getpid()}).wait(30)
    assert found["process"] != os.getpid()


def test_an_answer_larger_than_a_pipe():
    assert len(Background(lambda: {"text": "x" * 300000}).wait(30)["text"]) == 300000


def test_who_takes_too_long_is_ended():
    reader, writer = os.pipe()
    work = Background(lambda: os.read(reader, 1) and {})
    assert work.wait(0.2) is None
    with pytest.raises(ProcessLookupError):
        os.kill(work._child, 0)
    os.close(reader)
    os.close(writer)


def test_who_has_to_stop_waits_no_longer(monkeypatch):
    monkeypatch.setattr(failover_background, "_SLICE", 0.05)
    asked = []

    def stops():
        asked.append(None)
        return len(asked) > 2

    reader, writer = os.pipe()
    began = time.monotonic()
    assert Background(lambda: os.read(reader, 1) and {}).wait(60, stops) is None
    assert (len(asked), time.monotonic() - began < 30) == (3, True)
    os.close(reader)
    os.close(writer)


def test_who_breaks_gave_no_answer():
    def breaks():
        raise ValueError

    assert Background(breaks).wait(30)["failed"] is True


def test_it_runs_while_others_do():
    begun = time.monotonic()
    work = Background(lambda: threading.Event().wait(0.3) or {"done": True})
    assert time.monotonic() - begun < 0.3
    assert work.wait(30) == {"done": True}
