# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice Processor: its settings file and its unit. Facts: components.md, Voice Processor."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

from .._topology.published import DataCenterModel, Model
from .._topology.rule import GUIDE, PRODUCT, WARNING
from .._topology.values import listed, show
from . import deployed, processors
from .desired import Desired, File, Tree
from .further import YAML, Decided
from .options import places, secret_option_keys
from .report import Report
from .rule import rule
from .settings import OptionNames, settings_of, with_options
from .target import Target
from .voice_processor_options import VoiceProcessor

_ENGINES = ("postgresql", "mssql")
# A processor may do without these; what else is named and has no value would be missing from the file unnoticed.
_MAY_BE_UNSET = ("post_uri", "configuration_server_backup_host", "configuration_server_backup_port")
# Settings that a failover changes in the primary and the backup data center.
_OF_MODE = ("processing_mode", "post_uri")
# Settings whose values are given under other names.
_ELSEWHERE = {
    "rws_host": "voice_processor_rws_url",
    "rws_port": "voice_processor_rws_url",
    "rws_username": "gir_rws_ops_username",
    "rws_password": "gir_rws_ops_password",
    "contact_center_id": "gir_contact_center_id",
    "contact_center_domain": "gir_contact_center_domain",
    "interaction_receiver_username": "gir_interaction_receiver_username",
    "interaction_receiver_password": "gir_interaction_receiver_password",
}


GIR845 = rule(
    845,
    "The names of Voice Processor's settings, which are not public, are given.",
    "Give voice_processor_setting_names (for example postgresql_host: <the name in your release>) or"
    " voice_processor_extra_options.",
    PRODUCT,
)
GIR846 = rule(
    846,
    "The form of Voice Processor's settings file is json, yaml or env.",
    "Give json, yaml or env, as your release of Voice Processor reads its settings.",
    PRODUCT,
)
GIR847 = rule(
    847,
    "Info Mart runs on postgresql or mssql.",
    "Give postgresql or mssql.",
    PRODUCT,
)
GIR848 = rule(
    848,
    "Every setting of Voice Processor that has a name has a value.",
    "Give the values, or take the names out.",
)
GIR849 = rule(
    849,
    "A settings file of the form env has one line for each setting.",
    "Give NAME: value pairs, each on one line.",
)
GIR850 = rule(
    850,
    "A Voice Processor in backup mode knows the address of the active one.",
    "Give gir_contact_center_domain, or voice_processor_post_uri.",
    PRODUCT,
)
GIR852 = rule(
    852,
    "The path of Voice Processor's settings file is absolute.",
    "Give the whole path of the file on the host, or null.",
)

GIR853 = rule(
    853,
    "A Voice Processor whose mode a failover changes has a service, which is restarted then.",
    "Give voice_processor_service, or restart the processor by hand whenever its settings change.",
    GUIDE,
    WARNING,
)


def check(model: Model, target: Target, o: VoiceProcessor, report: Report) -> None:
    """The settings have names, a form and values."""
    if not o.service and _changes_with_failover(target.data_center(model), o):
        report.add(
            GIR853,
            "voice_processor_service",
            "voice_processor_service is not given: a failover changes the settings of this processor, and nothing"
            " restarts it then.",
        )
    if not o.setting_names and not o.extra_options:
        report.add(
            GIR845,
            "voice_processor_setting_names",
            "voice_processor_setting_names and voice_processor_extra_options are not given, and what the settings of"
            " Voice Processor are called is not public.",
        )
    _check_file(o, report)
    if o.infomart_engine is not None and o.infomart_engine not in _ENGINES:
        report.add(
            GIR847,
            "voice_processor_infomart_engine",
            f"voice_processor_infomart_engine is {show(o.infomart_engine)}, which is no database server of Info Mart.",
        )
    _check_values(model, target, o, report)
    if "post_uri" in o.setting_names:
        center = target.data_center(model)
        processors.check_handover(GIR850, center, o.post_uri, o.gir_contact_center_domain, report)
    deployed.check_package(o, report)


def _changes_with_failover(center: DataCenterModel, o: VoiceProcessor) -> bool:
    of_mode = processors.changes_mode(center) and any(o.setting_names.get(key) is not None for key in _OF_MODE)
    return of_mode or o.setting_names.get("interaction_receiver_url") is not None


def _check_file(o: VoiceProcessor, report: Report) -> None:
    """Form and path of the settings file; an env file has one line for each setting."""
    if o.settings_format not in o.FILES.values():
        wrong = (
            f"is {show(o.settings_format)}, which is no form of a settings file"
            if o.settings_format
            else "is not given"
        )
        report.add(
            GIR846,
            "voice_processor_settings_format",
            f"voice_processor_settings_format {wrong}.",
        )
    if o.settings_path is not None and not posixpath.isabs(o.settings_path):
        report.add(
            GIR852,
            "voice_processor_settings_path",
            f"voice_processor_settings_path is {show(o.settings_path)}, which is no absolute path.",
        )
    long = [
        name
        for name, value in o.extra_options.items()
        if isinstance(value, (dict, list)) or (isinstance(value, str) and "\n" in value)
    ]
    if long and o.settings_format == "env":
        report.add(
            GIR849,
            "voice_processor_extra_options",
            f"voice_processor_extra_options has {listed(long)} with a dictionary, a list or several lines, which an"
            " env file cannot express.",
        )


def _check_values(model: Model, target: Target, o: VoiceProcessor, report: Report) -> None:
    """Every setting that has a name has a value."""
    settings = _settings(model, target, o)
    without = sorted(
        key
        for key, name in o.setting_names.items()
        if name is not None and key not in _MAY_BE_UNSET and key in settings and settings[key] is None
    )
    if without:
        report.add(
            GIR848,
            "voice_processor_setting_names",
            f"voice_processor_setting_names names {', '.join(without)}, which {'has' if len(without) == 1 else 'have'}"
            " no value.",
            f"Give {listed(_variable(key) for key in without)}, or take the names out.",
        )


def _variable(key: str) -> str:
    """The variable that gives the value of a setting."""
    if key.startswith("configuration_server_"):
        return f"gir_configuration_server.{key.replace('configuration_server_', '')}"
    return _ELSEWHERE.get(key, f"voice_processor_{key}")


def _host_and_port(url: str) -> tuple[str, int] | None:
    """Host and port of an address; None when it is none."""
    try:
        # A number given for text stays one, so that files hold it as it was given.
        parts = urlsplit(str(url))
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None


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
    Decided(VoiceProcessor, names, YAML).check(o.extra_options, "voice_processor_extra_options", report)
    tree = with_options(tree, o.extra_options, "voice_processor_extra_options", report)
    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    result.directories = deployed.own_directories(o)
    result.files.append(_settings_file(o, tree))
    deployed.add_unit(result, o, "Genesys Voice Processor", report)
    result.service = deployed.service_of(o)
    result.package = deployed.package_of(o)
    result.objects += o.application(o.application_name)
    return result


def _settings_file(o: VoiceProcessor, tree: Tree) -> File:
    form = o.settings_format or ""
    path = o.settings_path if o.settings_path is not None else deployed.options_path(o, o.install_path, form)
    owner = deployed.owner_of(o)
    if form == "env":
        return File(path, template="settings.env.j2", variables={"settings": tree}, **owner, mode="0640")
    return File(path, form, data=tree, **owner, mode="0640")
