# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What breaks each rule about the hold keeper, a program that a timer starts on one RWS host."""

from rule_cases import Case

_OWN = "/var/lib/gir-hold-keeper"
_ASKED = {"name": "matter-2", "by": "alice", "on": "2026-11-01", "locations": ["/US/NY"],
          "query": {"from": "2026-10-01T00:00:00Z"}}  # fmt: skip


def _keeper(says, **given):
    return Case("hold_keeper", {f"hold_keeper_{name}": value for name, value in given.items()}, says)


CASES = {
    "GIR747": _keeper('hold_keeper_state_path is "/var/lib/gir"', state_path="/var/lib/gir"),
    "GIR748": _keeper(
        f'hold_keeper_install_path and hold_keeper_state_path are both "{_OWN}".', install_path=_OWN, state_path=_OWN
    ),
    "GIR749": _keeper("hold_keeper_urls is empty.", urls=[]),
    "GIR750": _keeper("hold_keeper_client_key is given without hold_keeper_client_cert.", client_key="/tls/key"),
    "GIR751": _keeper('hold_keeper_cron_schedule is "@daily"', cron_schedule="@daily"),
    "GIR752": Case("hold_keeper", {"gir_rws_admin_password": None}, "gir_rws_admin_password is not given."),
    "GIR753": _keeper('hold_keeper_on_calendar is "36900"', on_calendar=36900),
    "GIR754": Case(
        "hold_keeper",
        {"gir_recording_holds": [_ASKED]},
        'gir_recording_holds has "matter-2" with a query and the locations /US/NY, whose RWS nodes have no',
    ),
    "GIR755": _keeper(
        'hold_keeper_recording_names has "next_page", which is no known key.', recording_names={"next_page": "x"}
    ),
}
