# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Components with a file of their own: what the file says in the words of their roles."""

from . import tables, trees
from .live import majority

# Words that the model computes, or that are variables of the whole system: not taken over one by one.
COMPUTED = {
    "rws": {
        "external_api_url", "internal_api_url", "configuration_server_username", "configuration_server_password",
        "ops_username", "ops_password", "sync_node", "node_path", "site_name", "eservices_site", "cassandra_nodes",
        "configuration_server_host", "configuration_server_port", "configuration_server_backup_host",
        "configuration_server_backup_port",
    },
    "rps": {
        "configuration_server_host", "configuration_server_port", "configuration_server_username",
        "configuration_server_password", "configuration_server_backup_host", "configuration_server_backup_port",
        "rws_url", "contact_center_id", "rws_username", "rws_password", "processing_mode", "post_uri",
    },
    "muxer": {
        "rws_url", "contact_center_id", "rws_username", "rws_password", "rcs_url", "webdav_username",
        "webdav_password", "total_muxers", "muxer_id",
    },
    "voice_processor": {
        "rws_url", "rws_host", "rws_port", "rws_username", "rws_password", "contact_center_id",
        "contact_center_domain", "configuration_server_host", "configuration_server_port",
        "configuration_server_username", "configuration_server_password", "configuration_server_backup_host",
        "configuration_server_backup_port", "interaction_receiver_url", "interaction_receiver_username",
        "interaction_receiver_password", "processing_mode", "post_uri",
    },
}  # fmt: skip
FILES = {"rws": ("config/application.yaml", "yaml"), "rps": ("rpconfig.cfg", "ini"), "muxer": ("muxer.cfg", "ini")}
# Equal on every RWS node, so variables of the whole system.
SAME_EVERYWHERE = ("cr_cluster_name", "crypto_security_key")
_SUFFIXES = {"json": "json", "yml": "yaml", "yaml": "yaml", "env": "env"}


class Component:
    """The file of one component on one host."""

    def __init__(self, role, host, path, document, table):
        self.role, self.host, self.path, self.document = role, host, path, document
        self.words, self.rest = trees.by_words(document, table)


def read(live, report):
    """{(role, host): Component}."""
    found = {}
    for role, (relative, fmt) in FILES.items():
        for host in live.hosts(role):
            path = f"{live.install_path(host, role)}/{relative}"
            document = live.document(host, path, fmt, report)
            if document is not None:
                found[role, host] = Component(role, host, path, document, _table(live, role, host))
            elif live.text(host, path) is None:
                report.problem(
                    f"{host} is in group {'gir_' + role} but has no {path}: correct the group, or give "
                    f"{role}_install_path in the seed."
                )
    for host in live.hosts("voice_processor"):
        component = _voice_processor(live, host, report)
        if component is not None:
            found["voice_processor", host] = component
    return found


def _table(live, role, host):
    return tables.names(role, live.seed.get(host, {}))


def _voice_processor(live, host, report):
    """Neither place nor form of its settings are public: the seed says them, or the file's name does."""
    given = live.given(host, "voice_processor_settings_path")
    base = live.install_path(host, "voice_processor") + "/settings."
    candidates = [given] if given else [base + suffix for suffix in _SUFFIXES]
    path = next((candidate for candidate in candidates if live.text(host, candidate) is not None), None)
    if path is None:
        report.problem(
            f"{host} is in group gir_voice_processor but has no {' nor '.join(candidates)}: give "
            "voice_processor_settings_path in the seed."
        )
        return None
    fmt = live.given(host, "voice_processor_settings_format") or _SUFFIXES.get(path.rpartition(".")[2])
    if fmt not in _SUFFIXES.values():
        report.problem(f"{host}: nothing says the format of {path}; give voice_processor_settings_format in the seed.")
        return None
    document = _env(live.text(host, path)) if fmt == "env" else live.document(host, path, fmt, report)
    if document is None:
        return None
    component = Component("voice_processor", host, path, document, _table(live, "voice_processor", host))
    component.format = fmt
    return component


def _env(text):
    lines = [line.strip() for line in text.splitlines()]
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def adopt(live, found, store, report):
    """The words that are variables of their host, and everything the role has no word for."""
    for (role, host), component in found.items():
        specs = tables.options()
        for word, variable in _plain_variables(live, role, host):
            if word not in component.words:
                if live.seed.get(host, {}).get(variable) is not None:
                    store.drop(host, variable)
                    report.contradict(f"{host}: the seed gives {variable}, but {component.path} has no such option.")
                continue
            value = _typed(component.words[word], specs[variable])
            if role == "rws" and word in SAME_EVERYWHERE:
                continue
            store.put(host, variable, value)
        store.drop(host, role + "_extra_options")
        if component.rest:
            store.put(host, role + "_extra_options", component.rest)
            keys = ["/".join(map(str, path)) for path, _value in trees.leaves(component.rest)]
            report.add("extra", f"{host}: {role}_extra_options holds {', '.join(keys)}.")
        report.recognise(f"{host}: {len(component.words)} options of {component.path}.")
        if role == "voice_processor":
            store.put(host, "voice_processor_settings_format", component.format)
            if component.path.rpartition("/")[0] != live.install_path(host, role):
                store.put(host, "voice_processor_settings_path", component.path)
    for word in SAME_EVERYWHERE:
        pairs = [(host, item.words.get(word)) for (role, host), item in found.items() if role == "rws"]
        value, others = majority(pairs)
        if value is not None:
            store.all("rws_" + word, value)
        if others:
            report.contradict(
                f"rws_{word} has to be equal on every RWS node, but it is another one on {', '.join(others)}; it is "
                "kept there with rws_extra_options. Find out which one is right before you change anything."
            )


def _plain_variables(live, role, host):
    """(word, variable) of the words that are a variable of the role."""
    specs = tables.options()
    for word in _table(live, role, host):
        variable = f"{role}_{word}"
        if word not in COMPUTED[role] and variable in specs:
            yield word, variable


def _typed(value, spec):
    """The value as the role's variable takes it. What cannot be converted stays as it is, and is compared later."""
    kind = spec.get("type")
    if kind == "list" and isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    if kind == "int" and isinstance(value, str) and value.isascii() and value.isdigit() and str(int(value)) == value:
        return int(value)
    return value
