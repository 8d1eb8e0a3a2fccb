# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reach_info on loopback: what listens, what does not, names that nobody resolves, and one time limit for all."""

import contextlib
import socket
import time

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import reach


@pytest.fixture
def listener():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port():
    """A port that nobody listens on any more."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        return server.getsockname()[1]


def target(host, port, name="one"):
    return {"name": name, "host": host, "port": port}


def reached(*targets, timeout=5):
    return module_runs.succeed("reach_info", {"targets": list(targets), "timeout": timeout})


def test_each_target_has_its_answer_in_order(listener, closed_port, monkeypatch):
    known = reach.socket.getaddrinfo

    def resolver(host, port, *more):
        if host == "nobody.test":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, port, *more)

    monkeypatch.setattr(reach.socket, "getaddrinfo", resolver)
    found = reached(
        target("127.0.0.1", listener, "open"),
        target("127.0.0.1", closed_port, "closed"),
        target("nobody.test", 4420, "unknown"),
    )
    assert found["ok"] is False and found["changed"] is False
    told = [(one["name"], one["observation"], one["missed"], one["address"]) for one in found["results"]]
    assert told == [
        ("open", "confirmed", None, "127.0.0.1"),
        ("closed", "failed", "connection", None),
        ("unknown", "failed", "name", None),
    ]
    reasons = [one["observation_reason"] for one in found["results"]]
    assert reasons == [None, "connection refused", "the host name cannot be resolved"]
    assert reached(target("127.0.0.1", listener))["ok"] is True


def test_one_time_limit_for_all_targets(listener, monkeypatch):
    """Twenty names that nobody answers for cost the time of one."""
    known = reach.socket.getaddrinfo

    def resolver(host, port, *more):
        if host.endswith(".silent.test"):
            time.sleep(3)
        return known("127.0.0.1", port, *more)

    monkeypatch.setattr(reach.socket, "getaddrinfo", resolver)
    started = time.monotonic()
    silent = [target(f"n{number}.silent.test", listener) for number in range(20)]
    found = reached(*silent, target("good.test", listener), timeout=0.5)
    assert time.monotonic() - started < 2
    assert {one["missed"] for one in found["results"][:-1]} == {"name"}
    assert "was not resolved within 0.5 s" in found["results"][0]["observation_reason"]
    assert found["results"][-1]["observation"] == "confirmed"


def test_an_ipv6_address_may_stand_in_brackets(not_run):
    if not socket.has_dualstack_ipv6():
        not_run("no IPv6 here")
        return
    with contextlib.closing(socket.create_server(("::1", 0), family=socket.AF_INET6)) as server:
        (found,) = reached(target("[::1]", server.getsockname()[1]))["results"]
    assert (found["observation"], found["host"], found["address"]) == ("confirmed", "::1", "::1")


@pytest.mark.parametrize("host", ["a..b", "x" * 300, "a b", "-"])
def test_what_is_no_name_is_a_reason(host, listener):
    (found,) = reached(target(host, listener), timeout=2)["results"]
    assert (found["observation"], found["missed"]) == ("failed", "name")
    assert found["observation_reason"]


def test_bad_options_are_sentences_all_at_once():
    targets = [target("a.test", 0), target("[] ", 99999)]
    found = module_runs.fail("reach_info", {"targets": targets, "timeout": 0})
    assert found["problems"] == [
        "timeout is 0; it must be more than 0 and at most 3600 seconds.",
        "targets[0].port is 0; it must be between 1 and 65535.",
        "targets[1].port is 99999; it must be between 1 and 65535.",
        "targets[1].host is empty; give a name or an address.",
    ]
    assert module_runs.succeed("reach_info", {"targets": []})["ok"] is True
