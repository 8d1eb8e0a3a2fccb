# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Application and Cluster objects of RWS. Facts: rws.md 1.3, desktop-and-configuration-server.md 2.3 (screens)."""

from __future__ import annotations

from .._topology.rule import PRODUCT
from .._topology.values import kind, listed, show_under, with_verb
from .desired import ConfigurationObject, Tree
from .foreign import ANNEX, OPTIONS, RECORDINGS_AT_RISK, SERVICE_AT_RISK, Foreign
from .report import Report
from .rule import rule
from .rws_options import Rws
from .settings import merged

SCREENS = "screen-recording-client"
_APPLICATION, _SCREENS = "rws_application_options", "rws_screen_recording_client_options"

# Which of the two counts, the object or application.yaml, is not documented.
_SITE = r"(serverSettings[./])?(siteName|nodePath|eServicesSite)"
_TWICE = "The site or place of the node stands in application.yaml, too, and which of the two counts is not documented."
_WHEN = "It decides which interactions are recorded on screen, and nobody asked for it."
FOREIGN = (
    Foreign(OPTIONS, SERVICE_AT_RISK, _TWICE, option=_SITE),
    Foreign(ANNEX, SERVICE_AT_RISK, _TWICE, option=_SITE),
    Foreign(OPTIONS, RECORDINGS_AT_RISK, _WHEN, section=SCREENS, option="recordingWhen"),
)

GIR822 = rule(
    822,
    "Options of the node's Application object are given together with the object's name.",
    "Give rws_application_name, or remove the options.",
)
GIR823 = rule(
    823,
    "Options and annex of the Cluster application object are given together with the object's name.",
    "Give rws_cluster_application_name, or remove rws_cluster_options and rws_cluster_annex.",
)
GIR935 = rule(
    935,
    "Options for Screen Recording Services are text or numbers.",
    'Give text, in quotes: YAML reads off, on, yes and no as booleans. Write recordingWhen: "off".',
    PRODUCT,
)
GIR936 = rule(
    936,
    "No option for Screen Recording Services is given twice with different values.",
    f"Give it in {_SCREENS} only.",
)


def check(o: Rws, report: Report) -> None:
    """Options of an object need the name of the object, and those for Screen Recording Services are what they seem."""
    given = [name for name, value in ((_APPLICATION, o.application_options), (_SCREENS, _screens(o))) if value]
    if given and not o.application_name:
        report.add(GIR822, given[0], f"{with_verb(given)} given, but rws_application_name is not.")
    if (o.cluster_options or o.cluster_annex) and not o.cluster_application_name:
        variable = "rws_cluster_options" if o.cluster_options else "rws_cluster_annex"
        report.add(GIR823, variable, f"{variable} is given, but rws_cluster_application_name is not.")
    _check_screens(o, report)


def _check_screens(o: Rws, report: Report) -> None:
    options = _screens(o)
    wrong = [
        f"{_SCREENS}.{name} is {show_under(name, value) if isinstance(value, bool) else kind(value)}"
        for name, value in options.items()
        if isinstance(value, (bool, dict, list))
    ]
    if wrong:
        report.add(GIR935, _SCREENS, f"{'; '.join(wrong)}, which is neither text nor a number.")
    other = (o.application_options or {}).get(SCREENS)
    there = other if isinstance(other, dict) else {}
    twice = [name for name in options if name in there and str(there[name]) != str(options[name])]
    if twice:
        sentence = f"{_SCREENS} and {_APPLICATION}.{SCREENS} give {listed(twice)} different values."
        report.add(GIR936, _SCREENS, sentence)


def _screens(o: Rws) -> Tree:
    """Those that are given: null leaves an option as it is."""
    return {name: value for name, value in o.screen_recording_client_options.items() if value is not None}


def of_cluster(o: Rws) -> list[ConfigurationObject]:
    """The Cluster application, which is one for all nodes."""
    if not o.cluster_application_name or not (o.cluster_options or o.cluster_annex):
        return []
    return [
        ConfigurationObject(
            "CfgApplication",
            o.cluster_application_name,
            options=o.cluster_options,
            annex=o.cluster_annex,
            data_center="",
            foreign=FOREIGN,
        )
    ]


def of_node(o: Rws) -> list[ConfigurationObject]:
    """The node's own Application, of which the Screen Recording Services of its data center are told."""
    screens = _screens(o)
    options = merged(o.application_options, {SCREENS: screens}) if screens else o.application_options
    if not options:
        return []
    return [ConfigurationObject("CfgApplication", str(o.application_name), options=options, foreign=FOREIGN)]
