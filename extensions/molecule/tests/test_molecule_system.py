# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A configured system, looked at from the outside: units, ports, files, accounts, storage, the way of an upload."""

import shlex
import uuid

import pytest
from lab.outside import Client, current, storage, upload

SYSTEM = current()
VARIABLES = SYSTEM.variables
ACTIVE = next(name for name, center in SYSTEM.datacenters.items() if center["role"] == "primary")
USER = VARIABLES["gir_service_user"]
# Group -> unit, ports, files with mode, owner and group.
COMPONENTS = {
    "gir_rws": ("gir-rws", [8080], [("/opt/genesys/rws/config/application.yaml", 0o640, USER, USER)]),
    "gir_rcs": ("gir-rcs", [8008], []),
    "gir_rps": ("gir-rps", [8889], [("/opt/genesys/rps/rpconfig.cfg", 0o640, USER, USER)]),
    "gir_mcp": ("gir-mcp", [5060], []),
    "gir_muxer": ("gir-muxer", [], [("/opt/genesys/muxer/muxer.cfg", 0o640, USER, USER)]),
    "gir_load_balancer": ("haproxy", [8080, 8889, 8008], [("/etc/haproxy/haproxy.cfg", 0o640, "root", "root")]),
    "gir_webdav": ("apache2", [80], [("/etc/gir/webdav/htpasswd", 0o640, "root", "www-data")]),
}
OF_THE_PLATFORM = ("gir_load_balancer", "gir_webdav")  # its units and accounts are the distribution's
PLACED = [(group, name) for group in COMPONENTS for name in SYSTEM.groups[group]]
HOSTS = sorted({name for _group, name in PLACED})


def rests(group, name):
    """Whether the component waits for a failover: Muxers work in the active data center only."""
    return group == "gir_muxer" and SYSTEM.datacenter(name) != ACTIVE


@pytest.mark.parametrize(("group", "name"), PLACED)
def test_the_unit_runs_where_the_component_works_and_nowhere_else(group, name):
    unit = SYSTEM.host(name).service(COMPONENTS[group][0])
    working = not rests(group, name)
    assert (unit.is_running, unit.is_enabled) == (working, working)


@pytest.mark.parametrize(("group", "name"), PLACED)
def test_the_component_listens(group, name):
    host = SYSTEM.host(name)
    assert {
        port: host.socket(f"tcp://0.0.0.0:{port}").is_listening or host.socket(f"tcp://:::{port}").is_listening
        for port in COMPONENTS[group][1]
    } == dict.fromkeys(COMPONENTS[group][1], True)


@pytest.mark.parametrize(("group", "name"), PLACED)
def test_files_belong_to_the_account_that_reads_them(group, name):
    host = SYSTEM.host(name)
    for path, mode, owner, owning_group in COMPONENTS[group][2]:
        file = host.file(path)
        assert (path, file.mode, file.user, file.group) == (path, mode, owner, owning_group)
    if group not in OF_THE_PLATFORM:
        unit = host.file(f"/etc/systemd/system/{COMPONENTS[group][0]}.service")
        assert (unit.mode, unit.user) == (0o644, "root")


@pytest.mark.parametrize("name", HOSTS)
def test_no_secret_lies_where_others_can_read_it(name):
    patterns = " ".join(f"-e {shlex.quote(secret)}" for secret in sorted(SYSTEM.secrets()))
    places = "/etc /opt /root /run /tmp /var/lib /var/log /var/tmp"
    search = f"find {places} -xdev -type f -perm /o+r -print0 | xargs -0r grep -lsF {patterns} --"
    found = SYSTEM.host(name).run(search)
    assert found.stdout == ""


@pytest.mark.parametrize(("group", "name"), [place for place in PLACED if place[0] not in OF_THE_PLATFORM])
def test_the_product_runs_as_the_service_account(group, name):
    host = SYSTEM.host(name)
    assert host.user(USER).shell == "/usr/sbin/nologin"
    main = host.run("systemctl show --property MainPID --value %s", COMPONENTS[group][0]).stdout.strip()
    owner = host.run("stat --format %%U /proc/%s", main).stdout.strip() if main != "0" else None
    assert owner == (None if rests(group, name) else USER)


@pytest.mark.parametrize("datacenter", SYSTEM.datacenters)
@pytest.mark.parametrize("kind", ["voice_url", "screen_url"])
def test_storage_takes_the_account_of_its_location_and_no_other(datacenter, kind):
    name, addresses = storage(SYSTEM, datacenter)
    own = VARIABLES["gir_storage_credentials"][name]
    url = f"{addresses[kind]}/{uuid.uuid4()}"
    other = next(account for place, account in VARIABLES["gir_storage_credentials"].items() if place != name)
    refused = [None, (own["username"], "wrong"), (other["username"], other["password"])]
    assert [Client(account).call(url, "PUT", "probe")[0] for account in refused] == [401, 401, 401]
    client = Client((own["username"], own["password"]))
    assert client.call(url)[0] == 404
    assert client.call(url, "PUT", "probe")[0] == 201
    assert client.call(url)[::2] == (200, "probe")
    assert client.call(url, "DELETE")[0] == 204


@pytest.mark.parametrize("datacenter", SYSTEM.datacenters)
def test_a_screen_recording_rests_in_the_storage_of_the_location_where_it_was_made(datacenter):
    file = upload(SYSTEM, datacenter, str(uuid.uuid4()))
    name, addresses = storage(SYSTEM, datacenter)
    account = VARIABLES["gir_storage_credentials"][name]
    client = Client((account["username"], account["password"]))
    address = f"{addresses['screen_url']}/{file}"
    assert client.call(address)[::2] == (200, f"content of {file}\n")
    holders = [host for host in SYSTEM.groups["gir_webdav"] if SYSTEM.host(host).file(f"/mnt/screens/{file}").exists]
    assert holders == [addresses["screen_url"].split("/")[2]]
