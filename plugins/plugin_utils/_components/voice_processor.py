# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice Processor: its settings file and its unit. Facts: components.md, Voice Processor."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

from .._topology.published import Model
from .._topology.values import listed, show, show_url
from . import deployed, processors
from .desired import Desired, File, Tree
from .options import places, secret_option_keys
from .report import Report
from .settings import OptionNames, settings_of, with_options
from .target import Target
from .voice_processor_options import VoiceProcessor

_ENGINES = ("postgresql", "mssql")
# A processor may do without these; what else is named and has no value would be missing from the file unnoticed.
_MAY_BE_UNSET = ("post_uri", "configuration_server_backup_host", "configuration_server_backup_port")


def check(model: Model, target: Target, o: VoiceProcessor, report: Report) -> None:
    """The settings have names, a form and values."""
    if not o.setting_names and not o.extra_options:
        report.add(
            "GIR845",
            "voice_processor_setting_names",
            "Nothing says what the settings of Voice Processor are called: its documentation is not public.",
            "Give voice_processor_setting_names (for example postgresql_host: <the name in your release>) or"
            " voice_processor_extra_options.",
        )
    _check_file(o, report)
    if o.infomart_engine is not None and o.infomart_engine not in _ENGINES:
        report.add(
            "GIR847",
            "voice_processor_infomart_engine",
            f"voice_processor_infomart_engine is {show(o.infomart_engine)}.",
            "Info Mart runs on postgresql or mssql: give one of them.",
        )
    _check_values(model, target, o, report)
    if "post_uri" in o.setting_names:
        center = target.data_center(model)
        processors.check_handover("GIR850", "voice_processor", center, o.post_uri, o.gir_contact_center_domain, report)
    deployed.check_package(o, report)


def _check_file(o: VoiceProcessor, report: Report) -> None:
    """Form and path of the settings file; an env file has one line for each setting."""
    if o.settings_format not in o.FILES.values():
        given = f"is {show(o.settings_format)}" if o.settings_format else "is not given"
        report.add(
            "GIR846",
            "voice_processor_settings_format",
            f"voice_processor_settings_format {given}.",
            "Give json, yaml or env, as your release of Voice Processor reads its settings.",
        )
    if o.settings_path is not None and not posixpath.isabs(o.settings_path):
        report.add(
            "GIR852",
            "voice_processor_settings_path",
            f"voice_processor_settings_path is {show(o.settings_path)}, which is no absolute path.",
            "Give the whole path of the file on the host, or null.",
        )
    wrong = [
        name
        for name, value in o.extra_options.items()
        if isinstance(value, (dict, list)) or (isinstance(value, str) and "\n" in value)
    ]
    if wrong and o.settings_format == "env":
        report.add(
            "GIR849",
            "voice_processor_extra_options",
            f"voice_processor_extra_options has {listed(wrong)} with a dictionary, a list or several lines, which an"
            " env file cannot express.",
            "Give NAME: value pairs.",
        )


def _check_values(model: Model, target: Target, o: VoiceProcessor, report: Report) -> None:
    """Every setting that has a name has a value, and the address of RWS can be taken apart."""
    if o.rws_url is not None and _host_and_port(o.rws_url) is None:
        report.add(
            "GIR851",
            "voice_processor_rws_url",
            f"voice_processor_rws_url is {show_url(str(o.rws_url))}, which is no address.",
            "Give a URL, or null for the RWS of the data center.",
        )
    settings = _settings(model, target, o)
    without = sorted(
        key
        for key, name in o.setting_names.items()
        if name is not None and key not in _MAY_BE_UNSET and key in settings and settings[key] is None
    )
    if without:
        report.add(
            "GIR848",
            "voice_processor_setting_names",
            f"voice_processor_setting_names names {', '.join(without)}, which {'has' if len(without) == 1 else 'have'}"
            " no value.",
            "Give the values, or take the names out.",
        )


def _host_and_port(url: str) -> tuple[str | None, int] | None:
    """Host and port of an address; None when it is none."""
    try:
        # A number given for text stays one, so that files hold it as it was given.
        parts = urlsplit(str(url))
        return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None


def _settings(model: Model, target: Target, o: VoiceProcessor) -> Tree:
    """What is known, by option key."""
    center = target.data_center(model)
    rws_url = o.rws_url if o.rws_url is not None else center["rws_url"]
    host, port = _host_and_port(rws_url) or (None, None)
    return settings_of(
        o,
        {
            **processors.configuration_server(o.gir_configuration_server),
            "rws_url": rws_url,
            "rws_host": host,
            "rws_port": port,
            "rws_username": o.gir_rws_ops_username,
            "rws_password": o.gir_rws_ops_password,
            "contact_center_id": o.gir_contact_center_id,
            "contact_center_domain": o.gir_contact_center_domain,
            "interaction_receiver_url": model["interaction_receiver_url"],
            "interaction_receiver_username": o.gir_interaction_receiver_username,
            "interaction_receiver_password": o.gir_interaction_receiver_password,
            "processing_mode": center["processor_mode"],
            "post_uri": processors.handover(model, center, o.post_uri, o.gir_contact_center_domain),
        },
    )


def desired(model: Model, target: Target, o: VoiceProcessor, report: Report) -> Desired:
    """The settings under the names of the user's release."""
    result = Desired("voice_processor", target.host, target.data_center(model)["name"])
    names = OptionNames(
        places(VoiceProcessor),
        o.setting_names,
        "voice_processor_setting_names",
        report,
        depth=1 if o.settings_format == "env" else None,
        secret=secret_option_keys(VoiceProcessor),
        user_order=True,
    )
    tree = names.tree(_settings(model, target, o))
    tree = with_options(tree, o.extra_options, "voice_processor_extra_options", report)
    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    result.directories = deployed.own_directories(o)
    result.files.append(_settings_file(o, tree))
    deployed.add_unit(result, o, "Genesys Voice Processor", report)
    result.service = deployed.service_of(o)
    result.package = deployed.package_of(o)
    return result


def _settings_file(o: VoiceProcessor, tree: Tree) -> File:
    form = o.settings_format or ""
    path = o.settings_path if o.settings_path is not None else deployed.options_path(o, o.install_path, form)
    owner = deployed.owner_of(o)
    if form == "env":
        return File(path, template="settings.env.j2", variables={"settings": tree}, **owner, mode="0640")
    return File(path, form, data=tree, **owner, mode="0640")
