# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only probes of the site's own can answer, such as which eServices site RWS uses where no node shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import rws_state
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judgement import probes
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import ESERVICES_SITE
from ansible_collections.gir.multidc.plugins.plugin_utils._report.site_probes import run
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

# Code of managed hosts, which has no types.
_tls: Callable[[bool, Any], Any] = TlsOptions


def with_probe(answer: Mapping[str, Any], model: Model, gatherer: Gatherer) -> Mapping[str, Any]:
    """The answer of RWS, with what the probe says; nothing is run where the nodes show the site, or without a probe."""
    if not rws_state.hides_site(answer):
        return answer
    found = answered(model, gatherer, (ESERVICES_SITE.name,))
    return {**answer, "probe": found[0]} if found else answer


def answered(model: Model, gatherer: Gatherer, questions: Collection[str] | None = None) -> list[dict[str, Any]]:
    """What the site's own probes for these questions say, for all without any; each has its own time limit."""
    asked = [probe for probe in probes(model, gatherer)[0] if questions is None or probe.question in questions]
    tls = _tls(
        truth(gatherer.value(CONTROLLER, "gir_validate_certs")) is not False,
        gatherer.value(CONTROLLER, "gir_ca_path") or None,
    )
    return [asdict(one) for one in run(asked, tls)]
