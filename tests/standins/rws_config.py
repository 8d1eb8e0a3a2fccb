# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""application.yaml as an RWS node reads it: what is mandatory, and what must agree over the cluster."""

import copy
import hashlib
from pathlib import Path

import yaml

from standins import httpd


class ConfigurationRefused(Exception):
    """The node does not start; the text is the one line its log shows."""


# rws.md 2.5: mandatory in the product's option reference (crClusterName, cryptoSecurityKey and both URLs), or without
# which a node cannot work (the ops account: 2.5 and 5.9). Each may be spelled in one of the given ways.
MANDATORY = (
    (("externalApiUrlV2",), "the prefix of the public API, ending in /api/v2"),
    (("internalApiUrlV2",), "the prefix of the internal API, ending in /internal-api"),
    (("opsUserName", "opsUsername"), "the name of the ops account"),
    (("opsUserPassword",), "the password of the ops account"),
    (("crClusterName",), "the name of the Elasticsearch cluster"),
    (("cryptoSecurityKey",), "the key of the recording settings"),
)
URL_ENDINGS = {"externalApiUrlV2": "/api/v2", "internalApiUrlV2": "/internal-api"}


class Application:
    """The settings of one node, checked."""

    def __init__(self, document, crypt=None):
        self.document = document
        problems = _problems(document)
        if problems:
            raise ConfigurationRefused("; ".join(problems))
        self.jetty = document["jetty"]
        self.settings = document["serverSettings"]
        self._crypt = crypt or {}
        self.port = int(self.jetty["port"])
        self.host = self.jetty.get("host", httpd.LOOPBACK)
        self.tls = bool(self.jetty.get("enableSsl", False))
        self.session_seconds = float(self.jetty.get("sessionMaxInactiveInterval", 1800))  # rws.md 2.3
        self.external = self.settings["externalApiUrlV2"].rstrip("/")
        self.internal = self.settings["internalApiUrlV2"].rstrip("/")
        self.ops = (self._name("opsUserName", "opsUsername"), self._secret("opsUserPassword"))
        self.sync_node = bool(self.settings.get("syncNode", False))
        self.csrf = bool(self.settings.get("enableCsrfProtection"))
        self.site_name = self.settings.get("siteName")
        self.eservices_site = self.settings.get("eServicesSite")
        self.node_path = self.settings.get("nodePath")
        self.region = self.settings.get("crRegion")
        self.cluster_name = self.settings["crClusterName"]
        self.key_digest = hashlib.sha256(str(self.settings["cryptoSecurityKey"]).encode("utf-8")).hexdigest()
        self.create_tables = bool(self.settings.get("createCallRecordingCF", False))
        self.monitoring_delay = self.settings.get("drMonitoringDelay")
        self.configuration_server_account = (self.settings.get("cmeUserName"), self._secret("cmePassword"))

    def _name(self, *keys):
        return next(str(self.settings[key]) for key in keys if self.settings.get(key))

    def _secret(self, key):
        """Encrypted values (rws.md 7.2) can be read only when the stand-in was told what they stand for."""
        value = self.settings.get(key)
        if isinstance(value, str) and value.startswith("CRYPT:"):
            if value not in self._crypt:
                raise ConfigurationRefused(
                    f"serverSettings.{key} is encrypted (CRYPT:) and the stand-in was not told its clear value; "
                    "give it in the stand-in's 'crypt' map"
                )
            return self._crypt[value]
        return None if value is None else str(value)

    def with_port(self, port):
        """The same settings with {port} in URLs filled in: for clusters that take any free port."""
        filled = copy.copy(self)
        filled.port = port
        filled.external = self.external.replace("{port}", str(port))
        filled.internal = self.internal.replace("{port}", str(port))
        return filled


def read(path, crypt=None):
    """The Application in the file; ConfigurationRefused names the file."""
    try:
        document = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        first = " ".join(str(error).split())[:200]
        raise ConfigurationRefused(f"{path} is not valid YAML: {first}") from error
    try:
        return Application(document, crypt)
    except ConfigurationRefused as refusal:
        raise ConfigurationRefused(f"{path}: {refusal}") from refusal


def _problems(document):
    if not isinstance(document, dict):
        return ["the file is not a mapping of sections"]
    problems = []
    for section in ("jetty", "serverSettings"):
        if not isinstance(document.get(section), dict):
            problems.append(f"section {section} is missing or not a mapping")
    if problems:
        return problems
    port = document["jetty"].get("port")
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
        problems.append(f"jetty.port is {port!r}: give a port number")
    settings = document["serverSettings"]
    for names, meaning in MANDATORY:
        if not any(isinstance(settings.get(name), (str, int)) and str(settings[name]).strip() for name in names):
            problems.append(f"serverSettings.{names[0]} is mandatory and missing or empty ({meaning})")
    for name, ending in URL_ENDINGS.items():
        value = settings.get(name)
        if value and not (str(value).startswith(("http://", "https://")) and str(value).rstrip("/").endswith(ending)):
            problems.append(f"serverSettings.{name} is '{value}': give a URL that ends in {ending}")
    problems += _wrong_types(settings)
    return problems


def _wrong_types(settings):
    problems = []
    for name in ("syncNode", "enableCsrfProtection", "createCallRecordingCF"):
        value = settings.get(name)
        if value is not None and not isinstance(value, bool):
            problems.append(f"serverSettings.{name} is {value!r}: give true or false")
    delay = settings.get("drMonitoringDelay")
    if delay is not None and (isinstance(delay, bool) or not isinstance(delay, (int, float)) or delay <= 0):
        problems.append(f"serverSettings.drMonitoringDelay is {delay!r}: give a number of seconds above 0")
    for name in ("siteName", "eServicesSite", "nodePath", "crRegion"):
        value = settings.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            problems.append(f"serverSettings.{name} is {value!r}: give a non-empty string or leave it out")
    return problems


def disagreement(application, others):
    """Why a node with these settings may not join the running ones (name -> Application), or None (rws.md 2.5, 1.3)."""
    for name, other in others.items():
        if other.cluster_name != application.cluster_name:
            return (
                f"serverSettings.crClusterName is '{application.cluster_name}' but running node {name} has "
                f"'{other.cluster_name}': it must be identical on all nodes of the cluster"
            )
        if other.key_digest != application.key_digest:
            return (
                f"serverSettings.cryptoSecurityKey differs from that of running node {name}: "
                "it must be identical on all nodes of the cluster"
            )
        if other.sync_node and application.sync_node:
            return f"serverSettings.syncNode is true but running node {name} is the sync node: only one may be"
    return None
