# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media Control Platform: its Application object, its unit. Facts: components.md, MCP."""

from __future__ import annotations

from dataclasses import dataclass

from .._topology.published import Model
from . import deployed
from .configuration_change import CHOICES, TakesUp
from .desired import RESTART, ConfigurationObject, Desired, Json, Probe
from .further import OBJECT, Decided
from .options import UNVERIFIED, option
from .probes import Storing, check_worm, storage_probe
from .report import Report
from .settings import OptionNames, emptied, settings_of, with_options
from .shared import ConfigurationServerObjects, Renamed, Rendered
from .target import Target


@dataclass(frozen=True)
class Mcp(Renamed, TakesUp, ConfigurationServerObjects, Storing, Rendered):
    """Options of the Application object, in its order."""

    COMPONENT = "mcp"
    """Configures Media Control Platform for recording

    Installs Media Control Platform when a package is given, writes its unit when a start command is given, and sets the
    options of its Application object in Configuration Server.

    Where MCP stores recordings and where it sends metadata is no option of MCP but one of the recording IVR Profiles
    (role C(ivr_profile)).
    """

    application_name: str = option(default="{{ inventory_hostname }}_MCP")
    """Name of the Application object of this MCP in Configuration Server. The default, C(<inventory_hostname>_MCP), is
    a convention of this collection.
    """
    codecs: list[str] | None = option("mpc/codec", source="components.md 1.1")
    """Codecs that MCP offers, in order of preference, for example C([pcmu, pcma, telephone-event])."""
    transcoders: list[str] | None = option("mpc/transcoders", source="components.md 1.1")
    """Transcoders that MCP loads, for example C([PCM, MP3])."""
    dispatch_threads: int | None = option("mpc/numdispatchthreads", source="components.md 1.1", minimum=1)
    """Number of dispatch threads of the media processing component."""
    play_cache: bool | None = option("mpc/playcache.enable", source="components.md 1.1")
    """Whether played files are cached."""
    alarm_interval: int | None = option("mpc/alarminterval", source="components.md 1.1")
    """Milliseconds between two failure alarms."""
    log_verbose: str | None = option("log/verbose", source="components.md 1.1")
    """Log level, for example V(interaction)."""
    fetch_http_proxy: str | None = option("fm/http_proxy", source="components.md 1.1")
    """Proxy of the fetching module for C(http). V(none) means no proxy."""
    fetch_https_proxy: str | None = option("fm/https_proxy", source="components.md 1.1")
    """Proxy of the fetching module for C(https). V(none) means no proxy."""
    record_parallel_posts: int | None = option("mpc/recordnumparallelpost", UNVERIFIED, minimum=1)
    """Number of recordings that are sent at the same time."""
    record_post_retries: int | None = option("mpc/recordpostretrycount", UNVERIFIED)
    """How often sending a recording is tried again."""
    record_post_retry_backoff: int | None = option("mpc/recordpostretrybackoff", UNVERIFIED)
    """Pause before sending again; its unit is not known."""
    irrecoverable_posts_directory: str | None = option("msml/record.irrecoverablerecordpostdir", UNVERIFIED)
    """Directory for recordings that could never be sent."""
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further options of the Application object, as section to option to value. They win over all others; V(null)
    leaves an option as it is.
    """
    on_configuration_change: str = option(default=RESTART, choices=CHOICES, source="components.md 1.1")
    """What a run does after it changed options of the Application object through GAX: V(restart) restarts MCP, one
    node after the other, V(reload) reloads a unit that has C(ExecReload), V(nothing) leaves both to you. Of one option
    it is known that MCP reads it at start, of the others nothing, so a restart is what makes all of them hold.
    """


def check(model: Model, target: Target, o: Mcp, report: Report) -> None:
    """A package has what it needs, and the storages that keep everything are known."""
    deployed.check_package(o, report)
    check_worm(model, o, report)


def desired(model: Model, target: Target, o: Mcp, report: Report) -> Desired:
    """MCP reads its options at start, so a change in Configuration Server restarts it."""
    result = Desired("mcp", target.host, target.data_center(model)["name"])
    names = OptionNames.of_table(Mcp, o.option_names, "mcp_option_names", report, depth=2)
    settings = settings_of(
        o,
        {
            "codecs": _joined(o.codecs),
            "transcoders": _joined(o.transcoders),
            "fetch_http_proxy": emptied(o.fetch_http_proxy),
            "fetch_https_proxy": emptied(o.fetch_https_proxy),
            "play_cache": None if o.play_cache is None else int(o.play_cache),
        },
    )
    Decided(Mcp, names, OBJECT).check(o.extra_options, "mcp_extra_options", report)
    options = with_options(names.tree(settings), o.extra_options, "mcp_extra_options", report)
    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    deployed.add_unit(result, o, "Genesys Media Control Platform", report, with_directory=False)
    result.service = deployed.service_of(o)
    result.package = deployed.package_of(o)
    result.probes = _probes(model, target, o)
    if options:
        result.objects.append(ConfigurationObject("CfgApplication", o.application_name, options=options))
    return result


def _probes(model: Model, target: Target, o: Mcp) -> list[Probe]:
    """An MCP stores where the IVR Profiles of its data center say.

    The catch-all of the active one may name another storage.
    """
    center = target.data_center(model)
    storages = {center["storage"]["voice_url"]: center["storage"]["name"]}
    for profile in model["ivr_profiles"]:
        if profile["data_center"] == center["name"]:
            storages.setdefault(profile["storage_url"], profile["storage_name"])
    processor = Probe("recording processor", "http", center["processor_url"])
    return [processor, *(storage_probe("voice", url, o, storages[url]) for url in storages)]


def _joined(words: list[str] | None) -> str | None:
    """MCP separates the members of its lists by blanks; a number among them is text there."""
    return None if words is None else " ".join(str(word) for word in words)
