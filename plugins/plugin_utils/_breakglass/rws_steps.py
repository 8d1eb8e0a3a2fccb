# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eServices site: RWS is asked to switch, and the files from which its nodes start follow."""

from __future__ import annotations

import json
from collections.abc import Sequence

from . import shell
from .facts import Facts, RwsFile
from .sheet import Step

_ENVIRONMENTS = "/api/v2/ops/genesys-environments"


def answers(title: str, nodes: Sequence[str], expect: str, what: str = "", otherwise: str = "") -> Step:
    """Whether RWS nodes answer, asked without an account."""
    command = "\n".join(
        [
            f"for RWS in {shell.quoted(*nodes)}; do",
            "  curl -sS --max-time 5 --insecure --output /dev/null"
            ' --write-out "$RWS HTTP %{http_code}\\n" "$RWS/api/v2/diagnostics/version"',
            "done",
        ]
    )
    return Step(title, what, commands=(command,) if nodes else (), expect=expect, otherwise=otherwise)


def switch(facts: Facts, nodes: Sequence[str], site: str) -> Step:
    """The vendor's own two requests, through every node, since nobody documents that one is enough."""
    loop = "\n".join(
        [
            f"for RWS in {shell.quoted(*nodes)}; do",
            "  rm -f environments.json rws.headers csrf.curlrc",
            "  curl -sS --config gir-rws.curlrc --cookie-jar rws.jar --dump-header rws.headers"
            f' --output environments.json --write-out "$RWS HTTP %{{http_code}}\\n" "$RWS{_ENVIRONMENTS}" || continue',
            r"  sed -n 's/^X-CSRF-TOKEN: *\([^[:space:]]*\).*/header = "
            r'"X-CSRF-TOKEN: \1"'
            r"/Ip' rws.headers > csrf.curlrc",
            """  ID=$(grep -o 'genesys-environments/[^"]*' environments.json | cut -d/ -f2 | sort -u)""",
            """  case $ID in ''|*[!0-9A-Za-z-]*) echo "not one environment: '$ID'"; continue ;; esac""",
            '  echo "$RWS environment $ID"',
            "  curl -sS --config gir-rws.curlrc --config csrf.curlrc --cookie rws.jar --data @multimedia_switch"
            f" --header 'Content-Type: application/json' --write-out ' HTTP %{{http_code}}\\n'"
            f' "$RWS{_ENVIRONMENTS}/$ID/multimedia-switch"',
            "done",
        ]
    )
    delay = facts.monitoring_delay
    wait = (
        "Nobody here knows how long the nodes take: drMonitoringDelay in their application.yaml says it"
        if delay is None
        else f"The nodes follow within {delay} seconds (drMonitoringDelay)"
    )
    return Step(
        f"Switch the eServices site of RWS to {site}",
        "Every node is asked. One that does not answer follows by itself when it sees the new site in the"
        " common store.",
        commands=(shell.written("multimedia_switch", [json.dumps({"eServicesSite": site})]), loop),
        expect='One environment id, the same from each node; then {"statusCode":0} with HTTP 200, once at least.',
        otherwise="HTTP 401: the password in gir-rws.curlrc. HTTP 403: run it once more, then ask RWS's log. No node"
        " with HTTP 200: stop here and call the vendor; nothing else on this page helps eServices.",
        unseen=f"{wait}. The vendor documents no request that shows the site of a node: look into the log of RWS.",
    )


def files(found: Sequence[RwsFile], site: str) -> Step | None:
    """A node that starts would go back to what its file says. No node is restarted."""
    commands = [
        shell.on_host(one.host, f"sudo sed -i -e {shell.quoted(one.scripts[site])} {shell.quoted(one.path)}"
                                f" && grep eServicesSite: {shell.quoted(one.path)}")
        for one in found
        if site in one.scripts
    ]  # fmt: skip
    if not commands:
        return None
    return Step(
        "Set the same site in application.yaml",
        "A node that starts takes its site from this file. Restart no node.",
        commands=("\n".join(commands),),
        expect=f"One line for each host: eServicesSite: {site}.",
        otherwise="A host that does not answer: note it. It must not start RWS before its file is corrected.",
    )
