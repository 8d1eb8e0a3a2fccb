# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that follow the active data center, in a zone of a real BIND."""

import pytest

from lab.balanced import NAME, SECRET, Balanced
from lab.driver import running
from lab.processes import wait_until


@pytest.fixture(scope="module")
def lab(possible, tmp_path_factory):
    """The laboratory with its name servers."""
    place = tmp_path_factory.mktemp("names")
    driver = Balanced(place / "one")
    with running(driver, possible, driver.prepare_names):
        yield driver


@pytest.fixture(autouse=True)
def clean(lab, possible):
    """No record of another test."""
    if possible:
        lab.sh("lb1-dc2", f"printf 'server 127.0.0.1\\ndel {NAME}\\nsend\\n' | nsupdate -y hmac-sha256:gir:{SECRET}")


def held(lab, host="lb1-dc2", kind="A"):
    """(ttl, value) of the name as a server holds it."""
    return sorted(tuple(line.split()[i] for i in (1, 4)) for line in lab.dig(host, NAME, kind).splitlines())


def test_check_predicts_a_second_run_changes_nothing_and_a_failover_moves_the_name(lab):
    first, second = lab.addresses["lb1-dc1"], lab.addresses["lb1-dc2"]
    predicted = lab.run("names", "--check", "--diff", "-vvvv", **lab.names()).succeeded()
    assert held(lab) == []
    real = lab.run("names", "--diff", "-vvvv", **lab.names()).succeeded()
    assert held(lab) == [("60", first)]
    task = "gir.multidc._component : Set the DNS records of load_balancer_names"
    assert predicted.changed == real.changed == {("localhost", task)}
    assert f"+rws.rec.test. 60 IN A {first}" in real.output and f"+rws.rec.test. 60 IN A {first}" in predicted.output
    assert lab.run("names", **lab.names()).succeeded().changed == set()
    for run in (predicted, real):
        run.says_nothing_of([SECRET])
    lab.run("names", **lab.names(load_balancer_dns_ttl=30)).succeeded()
    assert held(lab) == [("30", first)]
    # The whole first data center is gone, and with it the server that is asked first.
    lab.does("cut", "dc1")
    try:
        servers = [first, second]
        moved = lab.run(
            "names", **lab.names(load_balancer_dns_server=servers), gir_active_datacenter="dc2"
        ).succeeded()
        assert held(lab) == [("60", second)]
        assert f"Name server {first}: no answer within 3 s" in moved.flat
    finally:
        lab.does("heal", "dc1")
    alone = lab.run("names", **lab.names(load_balancer_dns_targets={"dc1": ["lb1.dc1.test"]})).succeeded()
    assert len(alone.changed) == 1
    assert (held(lab, kind="CNAME"), lab.dig("lb1-dc2", NAME, "A").count(" A ")) == ([("60", "lb1.dc1.test.")], 0)


def test_a_secondary_that_hands_updates_on_is_waited_for(lab):
    given = lab.names(load_balancer_dns_server=[lab.addresses["lb1-dc1"]], load_balancer_dns_timeout=20)
    wait_until(lambda: held(lab, "lb1-dc1") == [], 20, "the secondary has not heard of the end of the record")
    assert len(lab.run("names", **given).succeeded().changed) == 1
    assert held(lab) == held(lab, "lb1-dc1") == [("60", lab.addresses["lb1-dc1"])]
    assert lab.run("names", **given).succeeded().changed == set()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"load_balancer_dns_key_secret": "b3RoZXItc2VjcmV0LTAwMDAwMDAwMDAwMDAwMDAwMDA="}, "(BADSIG)"),
        ({"load_balancer_dns_key_algorithm": "hmac-sha512"}, "TSIG key gir"),
        ({"load_balancer_dns_key_name": "nobody"}, "does not know the TSIG key nobody (BADKEY)"),
        ({"load_balancer_dns_key_name": "other"}, "REFUSED to an update of the zone rec.test: it refuses this key"),
        (
            {"load_balancer_dns_zone": "closed.test", "load_balancer_dns_names": ["rws.closed.test"]},
            "REFUSED to an update of the zone closed.test",
        ),
        (
            {"load_balancer_dns_zone": "nowhere.test", "load_balancer_dns_names": ["rws.nowhere.test"]},
            "asked for rws.nowhere.test A, it answers REFUSED",
        ),
        ({"load_balancer_dns_names": ["rws.else.test"]}, "which is not in the zone rec.test; give the full name"),
        ({"load_balancer_dns_port": 54}, "nothing listens at its port 54"),
        ({"load_balancer_dns_server": ["no-such-host"]}, "its name cannot be resolved"),
    ],
)
def test_what_bind_refuses_gets_one_sentence_and_changes_nothing(lab, wrong, sentence):
    run = lab.run("names", "-vvvv", **lab.names(**wrong)).refused(sentence)
    assert held(lab) == []
    run.says_nothing_of([SECRET, wrong.get("load_balancer_dns_key_secret", SECRET)])


def test_a_server_that_cannot_write_says_so(lab):
    lab.sh(
        "lb1-dc2",
        "rndc freeze rec.test; rndc thaw rec.test; cd /var/lib/bind; rm -f *.jnl; chmod 555 .; chown root .",
    )
    try:
        lab.run("names", **lab.names()).refused(
            "SERVFAIL to an update of the zone rec.test: it failed; its own log says why"
        )
        assert held(lab) == []
    finally:
        lab.sh("lb1-dc2", "chown bind /var/lib/bind; chmod 755 /var/lib/bind")
    lab.run("names", **lab.names()).succeeded()
    assert len(held(lab)) == 1
