# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The map of data centers: found again where the live system says it, and named where it does not."""

import pytest
from adopted_system import CENTRAL, VARIABLES, System, centers_of, central, said, seeded, three_centers, variables

YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"
CENTERS = "gir_datacenters"


def map_of(adoption):
    return variables(adoption)[CENTERS]


def expected(centers):
    """Only the active data center's Interaction Receiver is known; the backup has it for now."""
    found = {name: dict(center) for name, center in centers.items()}
    found["dc2"]["interaction_receiver_url"] = found["dc1"]["interaction_receiver_url"]
    return found


def everywhere(system, old, new, hosts=("rws1", "rws2", "rws3")):
    for host in hosts:
        system.edit(host, YAML_OF_RWS, old, new)


def test_three_data_centers_are_found_again(adopt):
    system = three_centers()
    adoption = adopt(system=system)
    assert adoption["contradictions"] == []
    assert map_of(adoption) == expected(system.variables[CENTERS])
    assert [center["role"] for center in map_of(adoption).values()] == ["primary", "backup", "recording"]
    assert variables(adoption)["contact_center_decrypt_setting_name"] == "decrypt-uri-prefix"


def without_a_sign_of_the_backup(system):
    for host in ("mux2", "rps2"):
        for members in system.groups.values():
            if host in members:
                members.remove(host)


def test_a_backup_that_nothing_names(adopt):
    """Without a Muxer and a mode of its processors each of the others could be the backup."""
    adoption = adopt(without_a_sign_of_the_backup, system=three_centers())
    assert said(adoption, "by_hand", "gir_datacenters.<name>.role: dc2, dc3 could each be the backup")
    assert [center.get("role") for center in map_of(adoption).values()] == ["primary", None, None]


def test_a_backup_that_the_seed_names(adopt):
    def change(system):
        without_a_sign_of_the_backup(system)
        seeded(system, **{CENTERS: {"dc1": {}, "dc2": {"role": "backup"}, "dc3": None}})

    adoption = adopt(change, system=three_centers())
    assert [center.get("role") for center in map_of(adoption).values()] == ["primary", "backup", "recording"]


def test_a_primary_that_nothing_names(adopt):
    """The sync node stands there; where there is none the seed may say it."""

    def change(system):
        for host in ("rws1", "rws2", "rws3"):
            text = system.files[host][YAML_OF_RWS]["content"]
            system.put(host, YAML_OF_RWS, text.replace("syncNode: true", "syncNode: false"))

    adoption = adopt(change)
    assert said(adoption, "by_hand", "no RWS node is the sync node")
    assert said(adoption, "by_hand", "gir_datacenters.dc1.role: nothing says it")
    system = System()
    seeded(system, **{CENTERS: {"dc1": {"role": "primary"}, "dc2": {"role": "backup"}}})
    adoption = adopt(change, system=system)
    assert [center["role"] for center in map_of(adoption).values()] == ["primary", "backup"]


def test_two_sync_nodes_contradict_each_other(adopt):
    adoption = adopt(lambda system: system.edit("rws3", YAML_OF_RWS, "syncNode: false", "syncNode: true"))
    assert said(adoption, "contradictions", "syncNode is true on rws1, rws3; it is true on one node only")
    assert said(adoption, "by_hand", "rws_sync_node: rws1, rws3 are sync nodes, and one may be")
    assert "role" not in map_of(adoption)["dc1"]


def test_a_sync_node_that_the_seed_decides(adopt):
    system = System()
    system.seed["rws3"]["rws_sync_node"] = True
    adoption = adopt(lambda found: found.edit("rws3", YAML_OF_RWS, "syncNode: false", "syncNode: true"), system=system)
    assert [center["role"] for center in map_of(adoption).values()] == ["backup", "primary"]
    assert said(adoption, "contradictions", "syncNode is true on rws1, rws3")
    assert said(adoption, "drift", "site would change rws1: serverSettings/syncNode")


def test_a_sync_node_that_is_not_the_first(adopt):
    def change(system):
        system.edit("rws1", YAML_OF_RWS, "syncNode: true", "syncNode: false")
        system.edit("rws2", YAML_OF_RWS, "syncNode: false", "syncNode: true")

    adoption = adopt(change)
    assert adoption["effective"]("rws2")["rws_sync_node"] is True
    assert "rws_sync_node" not in adoption["effective"]("rws1")


def test_a_failover_is_found(adopt):
    """RWS uses the site of the backup, which is the active data center then."""
    system = System(gir_active_datacenter="dc2", gir_datacenters=centers_of(other_receiver))
    adoption = adopt(system=system)
    assert variables(adoption)["gir_active_datacenter"] == "dc2"
    found = map_of(adoption)
    assert found["dc2"]["interaction_receiver_url"] == "https://sm.dc2.test/ir"
    assert said(adoption, "by_hand", "gir_datacenters.dc1.interaction_receiver_url", "before any failover")


def other_receiver(centers):
    centers["dc2"]["interaction_receiver_url"] = "https://sm.dc2.test/ir"


def test_a_receiver_that_the_seed_gives_stays(adopt):
    system = System()
    seeded(system, **{CENTERS: {"dc1": {}, "dc2": {"interaction_receiver_url": "https://sm.dc2.test/ir"}}})
    adoption = adopt(system=system)
    assert map_of(adoption)["dc2"]["interaction_receiver_url"] == "https://sm.dc2.test/ir"
    assert not said(adoption, "by_hand", "interaction_receiver_url")


@pytest.mark.parametrize(
    ("old", "new", "hosts", "sentence"),
    [
        ("siteName: DC1", "siteName: DCX", ["rws2"], "siteName of dc1 differs: rws1 has DC1; rws2 has DCX; none was"),
        ("eServicesSite: DC1", "eServicesSite: DC2", ["rws3"], "rws1, rws2 have DC1; rws3 has DC2; DC1 was taken"),
        ("nodePath: /US/NY", "nodePath: /US/NJ", ["rws2"], "rws2 has /US/NJ; rws1 has /US/NY; none was"),
        (
            "eServicesSite: DC1",
            "eServicesSite: DC9",
            ["rws1", "rws2", "rws3"],
            "eServicesSite is DC9, which is the siteName of no data center.",
        ),
    ],
)
def test_nodes_that_say_different_things(adopt, old, new, hosts, sentence):
    assert said(adopt(lambda system: everywhere(system, old, new, hosts)), "contradictions", sentence)


def test_an_address_that_is_no_interface(adopt):
    """The address of RWS is what RWS itself names to others, and else what its neighbours ask."""
    adoption = adopt(lambda system: everywhere(system, "/api/v2", "/other", ["rws1", "rws2"]))
    assert map_of(adoption)["dc1"]["rws_url"] == "https://rws.dc1.test"


def test_a_jurisdiction_comes_from_the_country(adopt):
    """A countryCode of RWS wins over the first part of its place."""

    def change(system):
        system.edit("rws3", YAML_OF_RWS, "onPremiseSettings:", "onPremiseSettings:\n  countryCode: CA")

    adoption = adopt(change)
    assert map_of(adoption)["dc2"]["jurisdiction"] == "CA"
    assert said(adoption, "inferred", "gir_datacenters.dc2.jurisdiction: CA, from countryCode")
    assert said(adoption, "inferred", "gir_datacenters.dc1.jurisdiction: US, from the first part of nodePath")


def test_the_seed_completes_and_does_not_overrule(adopt):
    system = System()
    given = {"jurisdiction": "CA", "site_name": "OTHER", "geo_locations": ["elsewhere"], "comment": None}
    seeded(system, **{CENTERS: {"dc1": given, "dc2": {}}})
    adoption = adopt(system=system)
    assert map_of(adoption)["dc1"] == {**VARIABLES[CENTERS]["dc1"], "jurisdiction": "CA"}
    sentence = "gir_datacenters.dc1.site_name is OTHER in the seed, but DC1 in the live system, which was taken."
    assert [line for line in adoption["contradictions"] if "in the seed" in line] == [sentence]


def test_a_seed_whose_map_is_no_map(adopt):
    adoption = adopt(system=seeded(gir_datacenters={"dc1": "text", "dc2": {}}))
    assert map_of(adoption)["dc1"]["site_name"] == "DC1"
    assert said(adoption, "contradictions", "gir_datacenters.dc1 of the seed is no dictionary, so it was left out.")


def processors_at_hosts(centers):
    for number, center in enumerate(centers.values(), 1):
        center.update(storage="central", processor_url=f"http://rps{number}:8889")


def test_calls_belong_to_the_place_of_their_processor(adopt):
    """Where the storage does not tell data centers apart."""
    centers = centers_of(processors_at_hosts)
    system = central(gir_datacenters=centers, rps_port=8889)
    for seed in system.seed.values():
        del seed[CENTERS]
    adoption = adopt(system=system)
    assert [center["geo_locations"] for center in map_of(adoption).values()] == [["newyork"], ["dallas"]]


def test_calls_of_a_processor_with_an_address(adopt):
    """The host's own name need not be the one in the profile; its port has to fit."""
    centers = centers_of(processors_at_hosts)
    centers["dc1"]["processor_url"] = "http://10.0.0.1:8889"
    centers["dc2"]["processor_url"] = "http://10.0.0.1:9999"
    system = central(gir_datacenters=centers, rps_port=8889)
    for host, seed in system.seed.items():
        del seed[CENTERS]
        seed["ansible_host"] = "10.0.0.1" if host == "rps1" else "10.0.0.2"
    adoption = adopt(system=system)
    assert [center["geo_locations"] for center in map_of(adoption).values()] == [["newyork"], ["dallas"]]
    assert said(adoption, "inferred", "gir_datacenters.dc2.geo_locations: no other data center is left for dallas")


def test_calls_that_nothing_places(adopt):
    system = central()
    for seed in system.seed.values():
        del seed[CENTERS]
    adoption = adopt(system=system)
    for place in ("newyork", "dallas"):
        assert said(adoption, "by_hand", f"nothing says where {place} is recorded")
    # The profile for all other calls posts to the active data center.
    assert map_of(adoption)["dc1"]["processor_url"] == "https://rp.dc1.test"
    assert said(adoption, "by_hand", "gir_datacenters.dc2.processor_url: no recording IVR Profile posts there")


def test_a_central_storage_in_another_country(adopt):
    """Recordings rest where the storage is, so that country is allowed, too."""
    centers = centers_of(lambda found: [center.update(storage="central") for center in found.values()])
    centers["dc2"].update(node_path="/CA/TX", jurisdiction="CA", storage_jurisdictions=["CA", "US"])
    adoption = adopt(system=central(gir_datacenters=centers))
    assert map_of(adoption)["dc2"]["storage_jurisdictions"] == ["CA", "US"]
    assert "storage_jurisdictions" not in map_of(adoption)["dc1"]
    assert said(adoption, "inferred", "storage_jurisdictions: US too, because its recordings rest there")
    assert variables(adoption)["gir_central_storage"] == CENTRAL


def test_the_country_of_a_central_storage_may_be_given(adopt):
    centers = centers_of(lambda found: [center.update(storage="central") for center in found.values()])
    for center in centers.values():
        center["storage_jurisdictions"] = ["US", "CA"]
    system = central(gir_datacenters=centers, gir_central_storage={**CENTRAL, "jurisdiction": "CA"})
    seeded(system, gir_central_storage={"jurisdiction": "CA"})
    adoption = adopt(system=system)
    assert variables(adoption)["gir_central_storage"]["jurisdiction"] == "CA"
    assert not said(adoption, "inferred", "gir_central_storage.jurisdiction")


def test_a_storage_that_nobody_serves_is_central(adopt):
    """The one of a data center without a host for it; a second one of that kind stays with its data center."""

    def change(system):
        for host in ("dav1", "dav2"):
            system.groups["gir_webdav"].remove(host)
        seeded(system, **{CENTERS: {name: {"geo_locations": [place]} for name, place in PLACES.items()}})

    found = adopt(change)
    assert map_of(found)["dc1"]["storage"] == "central"
    assert map_of(found)["dc2"]["storage"] == VARIABLES[CENTERS]["dc2"]["storage"]
    central_storage = variables(found)["gir_central_storage"]
    assert central_storage == {**VARIABLES[CENTERS]["dc1"]["storage"], "jurisdiction": "US"}


PLACES = {"dc1": "newyork", "dc2": "dallas"}


def test_a_storage_in_parts(adopt):
    """Two addresses of one kind contradict each other; with one kind only there is no storage to take over."""

    def change(system):
        entries = system.rws["storage"]
        second = next(entry for entry in entries if (entry["kind"], entry["location"]) == ("voice", "/US/NY"))
        entries.append({**second, "url": "https://other.test/recordings"})
        entries.remove(next(entry for entry in entries if (entry["kind"], entry["location"]) == ("screen", "/US/TX")))

    adoption = adopt(change)
    assert said(
        adoption, "contradictions", "RWS has several voice storages in use for /US/NY: ", "which an IVR Profile names"
    )
    assert map_of(adoption)["dc1"]["storage"] == VARIABLES[CENTERS]["dc1"]["storage"]
    assert "storage" not in map_of(adoption)["dc2"]


def test_a_storage_that_is_not_in_use(adopt):
    def change(system):
        entries = system.rws["storage"]
        system.rws["storage"] = [
            dict(entry, active=False, url="https://old.test") for entry in entries if entry["location"] == "/US/NY"
        ] + entries

    adoption = adopt(change)
    assert adoption["contradictions"] == []
    assert map_of(adoption)["dc1"]["storage"] == VARIABLES[CENTERS]["dc1"]["storage"]
