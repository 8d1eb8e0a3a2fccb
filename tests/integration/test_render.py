# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""render on the example inventory: three data centers, no network, files as an expert would write them."""

import json
from pathlib import Path

import pytest
import yaml
from support import playbook
from support.playbook import ROOT
from support.rendered import Rendered

EXAMPLE = ROOT / "inventories" / "example"
# A connection that is tried would fail with this.
NO_NETWORK = {"ANSIBLE_SSH_EXECUTABLE": "/no/network", "ANSIBLE_SFTP_BATCH_MODE": "true"}


class Example(Rendered):
    """A directory that render wrote."""

    def __init__(self, directory, *arguments, **variables):
        super().__init__(directory / "out")
        self.home, self.work = directory / "home", directory / "work"
        for place in (self.home, self.work):
            place.mkdir(parents=True)
        self.run = self.render(*arguments, **variables)

    def render(self, *arguments, **variables):
        given = {"gir_render_dir": str(self.directory), **variables}
        settings = {"HOME": self.home, "ANSIBLE_HOME": self.home, "ANSIBLE_REMOTE_TEMP": None, **NO_NETWORK}
        how = {"directory": self.work, "inventory": EXAMPLE, "variables": given, **settings}
        return playbook.run("gir.multidc.render", *arguments, **how).succeeded()

    def application(self, data_center, host):
        return self.yaml(data_center, host, "opt/genesys/rws/config/application.yaml")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    return Example(tmp_path_factory.mktemp("masked"))


@pytest.fixture(scope="module")
def revealed(tmp_path_factory):
    return Example(tmp_path_factory.mktemp("revealed"), "-vvvv", "--diff", gir_render_secrets=True)


def secrets():
    vault = yaml.safe_load((EXAMPLE / "group_vars" / "gir" / "vault.yml").read_text(encoding="utf-8"))
    flat = [vault]
    found = []
    while flat:
        item = flat.pop()
        flat += list(item.values()) if isinstance(item, dict) else []
        found += [item] if isinstance(item, str) and item.startswith("replace-") else []
    return found


def test_every_host_and_object_has_its_files_and_nothing_else_is_written(rendered):
    files = rendered.files()
    inventory = yaml.safe_load((EXAMPLE / "hosts.yml").read_text(encoding="utf-8"))["gir"]["children"]
    for data_center in ("newyork", "dallas", "toronto"):
        for host in inventory[data_center]["hosts"]:
            of_host = [name for name in files if name.startswith(f"{data_center}/{host}/")]
            is_mcp = host in inventory["gir_mcp"]["hosts"]
            is_rcs = host in inventory["gir_rcs"]["hosts"]
            # MCP and RCS keep their options in Configuration Server.
            assert bool(of_host) is not (is_mcp or is_rcs), host
            if is_mcp or is_rcs:
                assert f"configuration-server/CfgApplication/{host}_{'MCP' if is_mcp else 'RCS'}.cfg" in files
    places = {
        "newyork", "dallas", "toronto", "configuration-server", "contact-center", "break-glass", "media-lifecycle",
    }  # fmt: skip
    assert {name.split("/")[0] for name in files} == places
    profiles = [name for name in files if name.startswith("configuration-server/CfgGVPIVRProfile/")]
    names = ["record", "record_boston", "record_dallas", "record_newyork", "record_toronto"]
    assert {Path(name).stem for name in profiles} == set(names)
    assert len(profiles) == 3 * len(names)  # .cfg, .csv and .json
    assert list(rendered.work.iterdir()) == []
    # Nothing is left of the rendering in the home of the user, not even temporary files.
    assert [str(path) for path in rendered.home.rglob("*") if path.is_file() and "galaxy" not in str(path)] == []


def test_no_secret_is_in_masked_files(rendered):
    for name in rendered.files():
        text = rendered.path(name).read_text(encoding="utf-8")
        assert [secret for secret in secrets() if secret in text] == [], name
    assert rendered.application("newyork", "rws1-ny.example.com")["serverSettings"]["cryptoSecurityKey"] == "********"


def test_secrets_are_written_only_when_asked_for_into_private_files_and_never_said(revealed):
    server = revealed.application("newyork", "rws1-ny.example.com")["serverSettings"]
    assert server["cryptoSecurityKey"] == "replace-crypto-security-key"
    assert server["opsUserPassword"] == "replace-ops-password"
    files = [name for name in revealed.files() if not name.startswith("break-glass/")]
    assert {revealed.path(name).stat().st_mode & 0o777 for name in files} == {0o600}
    revealed.run.says_nothing_of(secrets())


def test_application_yaml_of_every_node(revealed):
    node = revealed.application("newyork", "rws1-ny.example.com")
    assert list(node) == ["jetty", "cassandraCluster", "serverSettings", "onPremiseSettings"]
    server = node["serverSettings"]
    assert server["externalApiUrlV2"] == "https://rws.newyork.example.com/api/v2"
    assert server["internalApiUrlV2"] == "https://rws.newyork.example.com/internal-api"
    assert (server["nodePath"], server["siteName"], server["eServicesSite"]) == ("/US/NY", "NY", "NY")
    assert (server["drMonitoringDelay"], server["crClusterName"], server["crRegion"]) == (60, "gir_es", "newyork")
    assert server["backgroundScheduledMediaOperationsSettings"] == {
        "enableBackgroundScheduledMediaOperations": True,
        "defaultBackupExportURI": "file:///mnt/backup/recordings",
        "enableScanAndScroll": True,
    }
    assert node["onPremiseSettings"]["cmeHost"] == "cfg1.newyork.example.com"
    everywhere = {
        "newyork": ["rws1-ny.example.com", "rws2-ny.example.com"],
        "dallas": ["rws1-da.example.com", "rws2-da.example.com"],
        "toronto": ["rws1-to.example.com"],
    }
    nodes = {host: revealed.application(dc, host) for dc, hosts in everywhere.items() for host in hosts}
    sync = [host for host, found in nodes.items() if found["serverSettings"]["syncNode"]]
    assert sync == ["rws1-ny.example.com"]
    for host, found in nodes.items():
        # Every node knows the Cassandra nodes of all data centers, its own first.
        cassandra = found["cassandraCluster"]["nodes"].split(",")
        assert len(cassandra) == 9
        assert cassandra[0].split(".")[0][-2:] == host.split(".")[0][-2:]
        assert found["serverSettings"]["cryptoSecurityKey"] == "replace-crypto-security-key"
        assert found["serverSettings"]["eServicesSite"] == "NY"
    toronto = nodes["rws1-to.example.com"]
    assert (toronto["serverSettings"]["nodePath"], toronto["onPremiseSettings"]["countryCode"]) == ("/CA/ON", "CA")


def parameter(revealed, profile, name):
    annex = revealed.json("configuration-server", "CfgGVPIVRProfile", f"{profile}.json")["annex"]
    form, _comma, rest = annex["gvp.service-parameters"][name].partition(",")
    assert form == "fixed"
    return rest


def test_ivr_profiles_store_by_location_and_report_to_the_active_data_center(revealed):
    stores = {
        "record_newyork": ("dav.newyork", "recorder-ny:replace-storage-password-ny", "rp.newyork"),
        "record_boston": ("dav.newyork", "recorder-ny:replace-storage-password-ny", "rp.newyork"),
        "record_dallas": ("dav.dallas", "recorder-da:replace-storage-password-da", "rp.dallas"),
        "record_toronto": ("dav.central", "recorder-central:replace-storage-password-central", "rp.toronto"),
        "record": ("dav.central", "recorder-central:replace-storage-password-central", "rp.newyork"),
    }
    for profile, (storage, account, processor) in stores.items():
        assert parameter(revealed, profile, "recordingclient.callrec_dest") == f"https://{storage}.example.com/recordings"
        assert parameter(revealed, profile, "recordingclient.callrec_authorization") == account
        assert parameter(revealed, profile, "recordingclient.metadatapost") == (
            f"https://{processor}.example.com/api/contact-centers/example/recordings"
        )
        assert parameter(revealed, profile, "recordingclient.rp.speechminer_uri") == (
            "https://sm.newyork.example.com/interactionreceiver"
        )
    general = revealed.json("configuration-server", "CfgGVPIVRProfile", "record_toronto.json")["annex"]["gvp.general"]
    assert general == {"service-type": "record", "geo-location": "toronto"}
    catch_all = revealed.json("configuration-server", "CfgGVPIVRProfile", "record.json")["annex"]["gvp.general"]
    assert catch_all == {"service-type": "record"}


def test_processors_muxers_and_desktops(revealed):
    rps = revealed.ini("toronto/rps1-to.example.com/opt/genesys/rps/rpconfig.cfg")
    assert (rps["processing"], rps["rp_server"]) == ({"mode": "active"}, {"port": "8889"})
    assert rps["htcc"]["base_uri"] == "https://rws.toronto.example.com"
    settings = "opt/genesys/voice_processor/settings.json"
    assert revealed.json("dallas/vp1-da.example.com", settings)["database"]["host"] == "pg1-da.example.com"
    hosts = ("mux1-ny.example.com", "mux2-ny.example.com")
    shares = [revealed.ini("newyork", host, "opt/genesys/muxer/muxer.cfg")["processing"] for host in hosts]
    assert [(share["muxer_id"], share["total_muxers"]) for share in shares] == [("0", "2"), ("1", "2")]
    agents = revealed.json("configuration-server/CfgAgentGroup/Agents_Toronto.json")["annex"]["interaction-workspace"]
    assert agents["screen-recording.htcc.uri"] == "https://rws.toronto.example.com"
    assert agents["screen-recording.htcc.peer_uri"] == "https://rws.newyork.example.com"
    desktop = revealed.json("configuration-server/CfgApplication/Workspace_Desktop_Edition.json")["options"]
    assert desktop["interaction-workspace"]["disaster-recovery.eservices-site"] == "NY"
    text = revealed.path("configuration-server/CfgAgentGroup/Agents_Toronto.cfg").read_text(encoding="utf-8")
    assert "[interaction-workspace]\nscreen-recording.htcc.peer_uri=https://rws.newyork.example.com\n" in text


def test_storage_of_a_location_without_its_own_is_the_central_one(revealed):
    requests = revealed.json("contact-center/storage.json")
    toronto = [request["body"] for request in requests if "/CA/ON" in json.dumps(request)]
    assert toronto
    screens = next(body for body in toronto if body.get("location") == "/CA/ON")
    assert screens["value"][0]["credential"]["storagePath"] == "https://dav.central.example.com/screens"
    receivers = revealed.json("contact-center/settings.json")
    assert {request["body"]["value"]["uri-prefix"] for request in receivers} == {
        "https://sm.newyork.example.com/interactionreceiver"
    }


def test_a_second_render_changes_nothing(rendered):
    def written():
        return {path: rendered.path(path).stat().st_mtime_ns for path in rendered.files()}

    before = written()
    again = rendered.render()
    assert again.recap and again.counts() == {}
    assert len(before) > 80
    assert written() == before


def test_older_desktops_get_the_operators_steps_instead_of_a_peer(tmp_path):
    older = Example(tmp_path, workspace_desktop_version="8.5.100.01", workspace_desktop_failover_strategy="dns")
    steps = older.path("workspace-desktop/newyork-screen-recording-failover.txt").read_text(encoding="utf-8")
    assert "In DNS, let rws.newyork.example.com resolve to the address of rws.dallas.example.com" in steps
    agents = older.json("configuration-server/CfgAgentGroup/Agents_NewYork.json")["annex"]["interaction-workspace"]
    assert list(agents) == ["screen-recording.htcc.uri"]
