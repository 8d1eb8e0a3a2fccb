# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that several components share: where they agree they are found, where they differ it is said."""

import pytest
from adopted_system import VARIABLES, System, hosts_of, said, seeded, three_centers, variables

MUXER = "/opt/genesys/muxer/muxer.cfg"
RPS = "/opt/genesys/rps/rpconfig.cfg"
YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"
PARAMETERS = "gvp.service-parameters"


def profile(system, place):
    name = f"record_{place}" if place else "record"
    return system.object("CfgGVPIVRProfile", name)["annex"][PARAMETERS]


def password_of(adoption, storage):
    return adoption["effective"]("rws1")["gir_storage_credentials"][storage]["password"]


def test_a_storage_password_that_differs_is_named(adopt):
    adoption = adopt(lambda system: system.edit("mux2", MUXER, "dav2-pw-6", "another-1"))
    sentence = "The password of storage dc2 differs: mux2 has value 1; record_dallas has value 2; none was taken."
    assert said(adoption, "contradictions", sentence)
    assert "another-1" not in adoption["files"]["adoption-report.md"]
    assert said(adoption, "by_hand", "gir_storage_credentials.dc2.password: the files there disagree")
    given = {"dc2": {"username": "recorder2", "password": "dav2-pw-6"}}
    decided = adopt(lambda system: system.edit("mux2", MUXER, "dav2-pw-6", "another-1"),
                    system=seeded(gir_storage_credentials=given))  # fmt: skip
    assert password_of(decided, "dc2") == "dav2-pw-6" and said(decided, "contradictions", "The password of storage dc2")


def test_a_storage_password_that_nothing_holds(adopt):
    def change(system):
        system.objects = [item for item in system.objects if item["type"] != "CfgGVPIVRProfile"]
        for host in ("mux1", "mux2"):
            for members in system.groups.values():
                if host in members:
                    members.remove(host)

    adoption = adopt(change)
    reason = "neither an IVR Profile nor a Muxer holds it"
    assert said(adoption, "by_hand", f"gir_storage_credentials.dc1.password: {reason}")
    system = System()
    seeded(system, gir_storage_credentials={"dc1": {"username": "recorder1", "password": "dav1-pw-5"}})
    adoption = adopt(change, system=system)
    assert password_of(adoption, "dc1") == "dav1-pw-5"
    assert not said(adoption, "by_hand", "gir_storage_credentials.dc1.password")
    assert said(adoption, "by_hand", f"gir_storage_credentials.dc2.password: {reason}")


def shared_name(password):
    """The primary and the backup have a central storage, the third data center its own; the user has the same name."""

    def change(centers):
        for name in ("dc1", "dc2"):
            centers[name]["storage"] = "central"

    storage = {"voice_url": "https://dav.test/voice", "screen_url": "https://dav.test/screen", "jurisdiction": "US"}
    accounts = {
        "central": {"username": "recorder", "password": "central-pw"},
        "dc3": {"username": "recorder", "password": password},
    }
    system = three_centers(change, gir_central_storage=storage, gir_storage_credentials=accounts)
    seeded(
        system, gir_datacenters={"dc1": {"geo_locations": ["newyork"]}, "dc2": {"geo_locations": ["dallas"]}, "dc3": {}}
    )
    return system


def test_accounts_with_the_same_name_and_password(adopt):
    adoption = adopt(system=shared_name("central-pw"))
    assert adoption["contradictions"] == []
    assert password_of(adoption, "dc3") == password_of(adoption, "central") == "central-pw"


def test_accounts_with_the_same_name_and_another_password(adopt):
    """Each storage has its own account, whatever their names are."""
    adoption = adopt(system=shared_name("own-pw"))
    assert (password_of(adoption, "central"), password_of(adoption, "dc3")) == ("central-pw", "own-pw")
    assert adoption["contradictions"] == []


def test_a_receiver_that_differs_is_named(adopt):
    def change(system):
        parameters = profile(system, "dallas")
        parameters["recordingclient.rp.speechminer_uri"] = "fixed,https://sm.other.test/ir"
        parameters["recordingclient.rp.speechminer_auth"] = "fixed,somebody:else-pw"

    adoption = adopt(change)
    address = "record_dallas has https://sm.other.test/ir; https://sm.dc1"
    told = "The address of the Interaction Receiver differs: ", address
    assert said(adoption, "contradictions", *told)
    told = "The account of the Interaction Receiver differs: ", "record_dallas has somebody"
    assert said(adoption, "contradictions", *told)
    assert "else-pw" not in adoption["files"]["adoption-report.md"]
    assert variables(adoption)["gir_interaction_receiver_username"] == "receiver"


def without_receiver_account(system):
    for place in ("newyork", "dallas", None):
        del profile(system, place)["recordingclient.rp.speechminer_auth"]


def test_a_receiver_whose_password_nothing_holds(adopt):
    """The map asks for it, for RWS never shows it."""
    adoption = adopt(without_receiver_account)
    assert said(adoption, "by_hand", "gir_interaction_receiver_password")
    assert variables(adoption)["gir_interaction_receiver_username"] == "receiver"


@pytest.mark.parametrize("held", [True, False])
def test_a_receiver_of_which_the_seed_knows_the_name(adopt, held):
    """A password that a profile holds is not to be filled in; one that nothing holds is, with the reason."""
    # The name alone, as an operator writes it who knows no password; without it only the live system says it.
    system = seeded(gir_interaction_receiver_username="receiver") if held else System()
    adoption = adopt(None if held else without_receiver_account, system=system)
    reason = "gir_interaction_receiver_password: RWS does not show it and no IVR Profile holds it"
    assert said(adoption, "by_hand", reason) is not held


def test_a_processor_that_differs_is_named(adopt):
    def change(system):
        profile(system, "dallas")["recordingclient.callrec_dest"] = "fixed,https://dav.dc1.test/recordings/"
        system.edit("mux2", MUXER, "https://rcs.dc2.test", "https://rcs.other.test")
        system.put("mux1", MUXER, system.files["mux1"][MUXER]["content"])

    adoption = adopt(change)
    # Both profiles store at dc1 now, and post to two processors.
    told = "The processor of dc1 differs: record_newyork has https://rp.dc1.test; record_dallas"
    assert said(adoption, "contradictions", told)


def test_muxers_that_ask_two_servers(adopt):
    def change(system):
        for group in ("gir", "dc1", "gir_muxer"):
            system.groups[group].append("mux9")
        system.seed["mux9"] = dict(system.seed["mux1"])
        system.files["mux9"] = dict(system.files["mux1"])
        system.edit("mux9", MUXER, "https://rcs.dc1.test", "https://rcs.other.test")

    adoption = adopt(change)
    told = "The RCS address of dc1 differs: mux1 has https://rcs.dc1.test; mux9 has https://rcs.other.test; none was"
    assert said(adoption, "contradictions", told)


def test_a_domain_that_differs_is_named(adopt):
    def change(system):
        parameters = profile(system, "dallas")
        key = "recordingclient.metadatapost"
        parameters[key] = parameters[key].replace("/example/", "/other/")

    adoption = adopt(change)
    assert said(adoption, "contradictions", "gir_contact_center_domain differs: ", "record_dallas has other")
    assert variables(adoption)["gir_contact_center_domain"] == "example"


def test_another_configuration_server_on_one_host(adopt):
    adoption = adopt(lambda system: system.edit("rws2", YAML_OF_RWS, "cmePort: 2020", "cmePort: 2999"))
    assert said(adoption, "contradictions", "port of Configuration Server in dc1", "rws2 (rws) has 2999; 2020")
    assert variables(adoption)["gir_configuration_server"]["port"] == 2020
    own = hosts_of(adoption)["dc1"]["hosts"]["rws2"]
    assert own["gir_configuration_server"]["port"] == 2999 and "rws_extra_options" not in own, "it is kept there"


def test_no_configuration_server(adopt):
    def change(system):
        for host, path in (("rws3", YAML_OF_RWS), ("rps2", RPS), ("mux2", MUXER)):
            text = system.files[host][path]["content"]
            kept = [line for line in text.splitlines() if not any(word in line for word in OF_SERVER[path])]
            system.put(host, path, "\n".join(kept) + "\n")

    adoption = adopt(change)
    assert said(adoption, "by_hand", "gir_configuration_server: no file in dc2 names one")


OF_SERVER = {
    YAML_OF_RWS: ("cmeHost", "cmePort", "cmeUserName", "cmePassword"),
    RPS: ("cfg.test", "2020", "= gir", "cfg-pw-4"),
    MUXER: ("cfg.test", "2020", "= gir", "cfg-pw-4"),
}


def test_another_operations_account_on_one_host(adopt):
    adoption = adopt(lambda system: system.edit("mux1", MUXER, "ops-user", "other-user"))
    assert said(adoption, "contradictions", "gir_rws_ops_username differs: ", "mux1 (muxer) has other-user")
    assert variables(adoption)["gir_rws_ops_username"] == "ops-user"


def test_the_contact_center_of_rws(adopt):
    """RWS has one; what hosts call otherwise is a contradiction, and what none of them says comes from it."""
    other = "00000000-1111-2222-3333-444444444444"

    def another(system):
        system.rws["contact_centers"] = [other]

    adoption = adopt(another)
    known = VARIABLES["gir_contact_center_id"]
    assert said(adoption, "contradictions", f"gir_contact_center_id is {known} on the hosts, but RWS serves {other}.")

    def unknown(system):
        another(system)
        for host in system.files:
            for path, file in list(system.files[host].items()):
                lines = [line for line in file["content"].splitlines() if known not in line]
                system.put(host, path, "\n".join(lines) + "\n")

    adoption = adopt(unknown)
    assert variables(adoption)["gir_contact_center_id"] == other


def test_files_of_another_owner(adopt):
    def change(system):
        system.files["rps1"][RPS]["owner"] = "root"

    adoption = adopt(change)
    told = "gir_service_user differs: ", "rps1 has root; genesys was taken, which most have."
    assert said(adoption, "contradictions", *told)


def test_a_contact_center_admin_that_nothing_gives(adopt):
    system = System()
    for seed in system.seed.values():
        del seed["gir_rws_admin_password"]
    assert said(adopt(system=system), "by_hand", "gir_rws_admin_password: the Contact Center Admin stands in no file")
