# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The break-glass sheets that playbook site wrote for the running demo, followed literally: eServices there and back.

A person has the page, a shell and curl. Here a shell gets the page's own commands, one after the other.
"""

from break_glass_person import NODES, VAULT, desktop, entries, receiver
from running_demo import passwords
from standin_client import eventually


def test_eservices_alone_and_back(person, pages, demo):
    """The same page of the other data center leads back."""
    before = receiver(demo)
    for center, site in (("dc2", "DC2"), ("dc1", "DC1")):
        said = person.follow(pages(f"{center}-eservices-only"))
        assert eventually(lambda site=site: set(demo.sites().values()) == {site}), said
        assert (desktop(demo), receiver(demo)) == (site, before), said
        entry = entries(demo, "rws1-dc1")[-1]
        assert (entry["active_datacenter"], entry["eservices_site"]) == ("dc1", site), said
        assert all(demo.application(host)["serverSettings"]["eServicesSite"] == site for host in NODES), said
    assert not person.units.read_text(encoding="utf-8")


def test_wrong_password_changes_nothing(person, pages, demo, monkeypatch):
    monkeypatch.setitem(VAULT, "gir_gax_password", "wrong")
    monkeypatch.setitem(VAULT, "gir_rws_ops_password", "wrong")
    said = person.follow(pages("dc2-eservices-only"))
    assert "HTTP 401" in said and "Traceback" not in said, said
    assert set(demo.sites().values()) == {"DC1"} and desktop(demo) == "DC1"


def test_no_page_holds_a_secret(demo):
    for path in (demo.directory / "break-glass").iterdir():
        page = path.read_text(encoding="utf-8")
        assert [secret for secret in passwords() if secret in page] == []
        assert path.stat().st_mode & 0o777 == 0o640
