# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of Interaction Recording Web Services. Facts: rws.md 2 (what GWS 8.5.2 documents is inferred for RWS)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from .configuration_change import CHOICES, TakesUp
from .desired import RESTART, Json
from .options import INFERRED, UNKNOWN, UNVERIFIED, Key, Path, derived, option
from .playback import Playback
from .probes import Storing
from .rws_node import RwsNode
from .shared import ConfigurationServerAccount, ConfigurationServerObjects, Rendered, RwsAccount

_logging = partial(option, source="rws.md 2.2")
_jetty = partial(option, source="rws.md 2.3")
_cassandra = partial(option, source="rws.md 2.4")
_server = partial(option, source="rws.md 2.5")
_cors = partial(option, source="rws.md 7.4")
_premise = partial(option, source="rws.md 2.6")
_server_derived = partial(derived, source="rws.md 2.5")
_premise_derived = partial(derived, source="rws.md 2.6")

_NODE = {
    "host": Key("str", "Name or address of the node.", required=True),
    "port": Key("int", "Transport port of the node.", required=True),
}


@dataclass(frozen=True)
class Rws(
    TakesUp, RwsAccount, RwsNode, ConfigurationServerAccount, ConfigurationServerObjects, Playback, Storing, Rendered
):
    """Options of application.yaml in the order of the file, then the role's own variables."""

    COMPONENT = "rws"
    """Configures the Interaction Recording Web Services nodes

    Installs RWS when a package is given, writes C(application.yaml) of this node and its unit, and starts the node (the
    sync node first).

    Node path, site name, active eServices site, sync node and addresses come from the map of data centers; the ops
    account and the Configuration Server account come from C(gir_rws_ops_*) and C(gir_configuration_server).

    An option that is not given is not written, so that the product's own default applies.
    """
    FILES = {"config/application.yaml": "yaml"}

    log_config: str | None = _logging("logging/config")
    """Name of the logback file."""
    log_file: str | None = _logging("logging/file")
    """Name of the log file."""
    log_path: Path | None = _logging("logging/path")
    """Directory of the log files. The role creates it."""

    host: str | None = _jetty("jetty/host")
    """Address that the node listens on. V(0.0.0.0) means all interfaces."""
    port: int | None = _jetty("jetty/port")
    """Port that the node listens on. After a start it has to accept connections, unless O(rws_health) has a C(url)."""
    jetty_idle_timeout: int | None = _jetty("jetty/idleTimeout", minimum=1)
    """Milliseconds after which an idle connection is closed."""
    jetty_so_linger_time: int | None = _jetty("jetty/soLingerTime", minimum=-1)
    """SO_LINGER of the connections, V(-1) to switch it off."""
    jetty_session_max_inactive_interval: int | None = _jetty("jetty/sessionMaxInactiveInterval", minimum=1)
    """Seconds after which an HTTP session ends."""
    jetty_enable_worker_name: bool | None = _jetty("jetty/enableWorkerName")
    """The option C(enableWorkerName)."""
    jetty_enable_request_log: bool | None = _jetty("jetty/enableRequestLog")
    """Whether requests are logged."""
    jetty_request_log_filename: str | None = _jetty("jetty/requestLog/filename")
    """Name pattern of the request log."""
    jetty_request_log_filename_date_format: str | None = _jetty("jetty/requestLog/filenameDateFormat")
    """Date format in the name of the request log."""
    jetty_request_log_time_zone: str | None = _jetty("jetty/requestLog/logTimeZone")
    """Time zone of the request log."""
    jetty_request_log_retain_days: int | None = _jetty("jetty/requestLog/retainDays")
    """Days for which request logs are kept."""
    jetty_request_log_append: bool | None = _jetty("jetty/requestLog/append")
    """Whether an existing request log is continued."""
    jetty_request_log_extended: bool | None = _jetty("jetty/requestLog/extended")
    """Whether the request log uses the extended format."""
    jetty_request_log_cookies: bool | None = _jetty("jetty/requestLog/logCookies")
    """Whether cookies are logged."""
    jetty_request_log_latency: bool | None = _jetty("jetty/requestLog/logLatency")
    """Whether latencies are logged."""
    jetty_request_log_prefer_proxied_for_address: bool | None = _jetty("jetty/requestLog/preferProxiedForAddress")
    """Whether the address given by a load balancer is logged."""
    jetty_enable_ssl: bool | None = _jetty("jetty/enableSsl")
    """Whether the node answers HTTPS. The names of the keystore options are not known; give them with
    O(rws_extra_options).
    """
    jetty_cookies_http_only: bool | None = _jetty("jetty/cookies/httpOnly")
    """The attribute C(HttpOnly) of cookies."""
    jetty_cookies_secure: bool | None = _jetty("jetty/cookies/secure")
    """The attribute C(Secure) of cookies."""
    jetty_cookies_same_site: str | None = _jetty("jetty/cookies/sameSite")
    """The attribute C(SameSite) of cookies."""

    cassandra_thrift_port: int | None = _cassandra("cassandraCluster/thrift_port")
    """Thrift port of Cassandra."""
    cassandra_jmx_port: int | None = _cassandra("cassandraCluster/jmx_port")
    """JMX port of Cassandra."""
    cassandra_keyspace: str | None = _cassandra("cassandraCluster/keyspace", equal=True)
    """Keyspace of RWS."""
    cassandra_nodes: dict[str, Json] = _cassandra("cassandraCluster/nodes", default={}, equal=True)
    """Cassandra nodes of each data center, as a dictionary from the data center to a list of hosts. Every node writes
    the nodes of its own data center first and then all others.
    """
    cassandra_replication_factor: int | None = _cassandra("cassandraCluster/replication_factor", equal=True, minimum=1)
    """Replication factor."""
    cassandra_username: str | None = _cassandra("cassandraCluster/userName")
    """Cassandra account. Without one the connection is anonymous."""
    cassandra_password: str | None = _cassandra("cassandraCluster/password", secret=True)
    """Password of O(rws_cassandra_username). May be a C(CRYPT:) value."""

    external_api_url: str | None = _server("serverSettings/externalApiUrlV2", computed=True)
    """Prefix of the public API. C(/api/v2) below the data center's C(rws_url) when not given."""
    internal_api_url: str | None = _server("serverSettings/internalApiUrlV2", computed=True)
    """Prefix of the internal API. C(/internal-api) below the data center's C(rws_url) when not given."""
    undocumented_external_api_url: str | None = _server("serverSettings/undocumentedExternalApiUrl")
    """The option C(undocumentedExternalApiUrl), to be set for voice recording."""
    application_name: str | None = _server("serverSettings/applicationName")
    """Name of this node's Application object in Configuration Server."""
    application_type: str | None = _server("serverSettings/applicationType")
    """Type of the node's Application object, for example V(CFGGenericClient)."""
    configuration_server_username: str | None = _server_derived("serverSettings/cmeUserName")
    configuration_server_password: str | None = _server_derived("serverSettings/cmePassword", secret=True)
    ops_username: str | None = _server_derived("serverSettings/opsUserName")
    ops_password: str | None = _server_derived("serverSettings/opsUserPassword", secret=True)
    sync_node: bool | None = _server("serverSettings/syncNode", computed=True)
    """Set to V(true) for the one host that is to be the sync node. The topology chooses the first RWS host of the
    primary otherwise.
    """
    node_path: str | None = _server_derived("serverSettings/nodePath")
    node_id: str | None = _server("serverSettings/nodeId", INFERRED)
    """Identity of the node, unique among all nodes."""
    iws_disposition_code_sync: bool | None = _server("serverSettings/iwsDispositionCodeSync")
    """Whether the sync node synchronises disposition codes."""
    temporary_authentication_token_ttl: int | None = _server(
        "serverSettings/temporaryAuthenticationTokenTTL", minimum=1
    )
    """Seconds for which a temporary authentication token is valid."""

    site_name: str | None = _server_derived("serverSettings/siteName", INFERRED)
    eservices_site: str | None = _server_derived("serverSettings/eServicesSite")
    dr_monitoring_delay: int | None = _server("serverSettings/drMonitoringDelay", equal=True, minimum=1)
    """Seconds between two readings of C(eServicesSite), which is how soon the node follows a switch."""
    multimedia_disaster_recovery: bool | None = option("serverSettings/multimediaDisasterRecovery", UNVERIFIED)
    """The option C(multimediaDisasterRecovery); its meaning is not documented in public."""

    create_call_recording_cf: bool | None = _server("serverSettings/createCallRecordingCF")
    """Whether the tables for call recordings are created for a new contact center."""
    cr_cluster_name: str = _server("serverSettings/crClusterName", default="", required=True, equal=True)
    """Name of the Elasticsearch cluster."""
    cr_region: str | None = _server("serverSettings/crRegion")
    """Region of the node; recordings submitted to it must carry the same region."""
    crypto_security_key: str = _server(
        "serverSettings/cryptoSecurityKey", default="", required=True, secret=True, equal=True
    )
    """Key with which the recording settings are encrypted in the database. After a change, stored credentials cannot be
    read.
    """
    webdav_max_connection: int | None = _server("serverSettings/webDAVMaxConnection", minimum=1)
    """Number of connections to a WebDAV storage."""
    webdav_max_total_connection: int | None = _server("serverSettings/webDAVMaxTotalConnection", minimum=1)
    """Number of connections to all WebDAV storages."""
    webdav_password: str | None = _server("serverSettings/webDAVPassword", secret=True)
    """The option C(webDAVPassword). May be a C(CRYPT:) value."""
    multipart_max_upload_size: int | None = _server("serverSettings/multiPartResolverMaxUploadSize", minimum=-1)
    """Largest upload, for screen recordings."""
    multipart_max_in_memory_size: int | None = _server("serverSettings/multiPartResolverMaxInMemorySize")
    """Largest upload that is kept in memory."""
    rcs_decrypt_max_connection: int | None = _server(
        "serverSettings/recordingSettings/recordCryptoServerDecryptMaxConnection", minimum=1
    )
    """Number of connections to a Recording Crypto Server."""
    rcs_decrypt_max_total_connection: int | None = _server(
        "serverSettings/recordingSettings/recordCryptoServerDecryptMaxTotalConnection", minimum=1
    )
    """Number of connections to all Recording Crypto Servers."""
    rcs_decrypt_socket_timeout: int | None = _server(
        "serverSettings/recordingSettings/recordCryptoServerDecryptSocketTimeout", minimum=1
    )
    """Socket timeout of the connections to Recording Crypto Servers."""
    audit_log_deleted_files: bool | None = _server("serverSettings/recordingSettings/auditLogDeletedFiles")
    """Whether every purged recording is written to the audit log. Give V(true) where recordings are purged."""

    enable_scheduled_media_operations: bool | None = _server(
        "serverSettings/backgroundScheduledMediaOperationsSettings/enableBackgroundScheduledMediaOperations"
    )
    """Whether scheduled purge and backup are possible. The vendor requires V(true) for them.

    When not given it is V(true) on nodes whose location has an enabled rule in C(gir_media_lifecycle), and not written
    on others. V(false) is refused there.
    """
    default_backup_export_uri: str | None = _server(
        "serverSettings/backgroundScheduledMediaOperationsSettings/defaultBackupExportURI"
    )
    """Folder for backups, as a C(file:) URI."""
    enable_scan_and_scroll: bool | None = _server(
        "serverSettings/backgroundScheduledMediaOperationsSettings/enableScanAndScroll"
    )
    """Whether recordings are searched with Elasticsearch's scan and scroll. The vendor tells to set it for scheduled
    purge and backup, but only newer releases have it, which nobody can see from here: give V(true) when your
    C(application.yaml.sample) names it.
    """

    enable_elasticsearch_indexing: bool | None = _server("serverSettings/enableElasticSearchIndexing")
    """Whether recordings are indexed."""
    elasticsearch_client_node: bool | None = _server("serverSettings/elasticSearchSettings/clientNode")
    """Whether the node joins the cluster as a client node."""
    elasticsearch_index_per_contact_center: bool | None = _server(
        "serverSettings/elasticSearchSettings/indexPerContactCenter"
    )
    """Whether every contact center has an index of its own."""
    elasticsearch_use_transport_client: bool | None = _server("serverSettings/elasticSearchSettings/useTransportClient")
    """Whether the transport client is used, as a standalone cluster needs."""
    elasticsearch_nodes: list[dict[str, Json]] | None = _server(
        "serverSettings/elasticSearchSettings/transportClient/nodes", shape=_NODE
    )
    """Nodes of the Elasticsearch cluster that this node uses: normally the data center's own."""

    enable_csrf_protection: bool | None = _server("serverSettings/enableCsrfProtection", equal=True)
    """Whether writing requests need a CSRF token."""
    ca_certificate: Path | None = _server("serverSettings/caCertificate")
    """File with the certificates of authorities, or the keystore for SAML."""
    jks_password: str | None = _server("serverSettings/jksPassword", secret=True)
    """Password of a Java keystore in O(rws_ca_certificate). May be a C(CRYPT:) value."""
    saml_service_provider_entity_id: str | None = _server("serverSettings/samlSettings/serviceProviderEntityId")
    """SAML: entity of the service provider."""
    saml_encryption_key_name: str | None = _server("serverSettings/samlSettings/encryptionKeyName")
    """SAML: name of the encryption key. Needed with SAML."""
    saml_signing_key_name: str | None = _server("serverSettings/samlSettings/signingKeyName")
    """SAML: name of the signing key. Needed with SAML."""
    saml_identity_provider_metadata: str | None = _server(
        "serverSettings/samlSettings/identityProviderMetadata", verbatim=True
    )
    """SAML: metadata of the identity provider. Needed with SAML."""
    cors_allowed_origins: list[str] | None = _cors("serverSettings/crossOriginSettings/allowedOrigins")
    """Origins that browsers may call from."""
    cors_allowed_methods: list[str] | None = _cors("serverSettings/crossOriginSettings/allowedMethods")
    """Methods that browsers may use from another origin."""
    cors_allowed_headers: list[str] | None = _cors("serverSettings/crossOriginSettings/allowedHeaders")
    """Headers that browsers may send from another origin."""
    cors_allow_credentials: bool | None = _cors("serverSettings/crossOriginSettings/allowCredentials")
    """Whether browsers may send credentials from another origin."""
    cors_filter_cache_time_to_live: int | None = _cors("serverSettings/crossOriginSettings/corsFilterCacheTimeToLive")
    """Time for which origins are cached."""
    cors_exposed_headers: list[str] | None = _cors("serverSettings/crossOriginSettings/exposedHeaders")
    """Headers that browsers may read from another origin."""

    configuration_server_host: str | None = _premise_derived("onPremiseSettings/cmeHost")
    configuration_server_port: int | None = _premise_derived("onPremiseSettings/cmePort")
    configuration_server_backup_host: str | None = derived(certainty=UNKNOWN)
    configuration_server_backup_port: int | None = derived(certainty=UNKNOWN)
    country_code: str | None = _premise("onPremiseSettings/countryCode")
    """Country of the deployment, for example V(US)."""
    configuration_server_tls: bool | None = _premise("onPremiseSettings/tlsEnabled")
    """Whether the first connection to Configuration Server uses TLS."""

    crypto_security_key_change: bool = option(default=False)
    """Set to V(true) to write another O(rws_crypto_security_key) than the one in the file of a host. Stored credentials
    that are encrypted with the present one can then no longer be read, so it is refused otherwise.
    """
    cassandra_nodes_as_list: bool = option(default=False)
    """Whether the nodes are written as a YAML list instead of one string separated by commas. The string is inferred.
    """
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further content of C(application.yaml), laid over everything else at any depth. V(null) removes an option."""
    option_names: dict[str, Json] = option(default={}, verbatim=True)
    """Place of an option in C(application.yaml), by option key, laid over the role's own table. V(null) leaves the
    option out. The table stands in the role's README.
    """
    application_options: dict[str, Json] = option(default={}, verbatim=True)
    """Options of the node's Application object in Configuration Server, as section to option to value. Needs
    O(rws_application_name).
    """
    screen_recording_client_options: dict[str, Json] = option(
        default={}, verbatim=True, source="desktop-and-configuration-server.md 2.3"
    )
    """Options of section C([screen-recording-client]) of the node's Application object, from which the Screen Recording
    Services of its data center get theirs, as option to value. Needs O(rws_application_name). Give the same on all
    nodes of a data center.

    C(recordingWhen) is the one name that is confirmed, and V(off) the one value: quote it, or YAML makes it a boolean.
    """
    cluster_application_name: str | None = option()
    """Name of the RWS Cluster application object in Configuration Server."""
    cluster_options: dict[str, Json] = option(default={}, verbatim=True)
    """Options of the Cluster application object, as section to option to value."""
    cluster_annex: dict[str, Json] = option(default={}, verbatim=True)
    """Annex of the Cluster application object, as section to option to value."""
    on_configuration_change: str = option(default=RESTART, choices=CHOICES, source="rws.md 1.3")
    """What a run does after it changed options of the node's Application object or of the Cluster's through GAX:
    V(restart) restarts the nodes, one after the other, V(reload) reloads a unit that has C(ExecReload), V(nothing)
    leaves both to you. A node reads both at start. It also subscribes to changes of Configuration Server, but of which
    options that is enough is not documented, so a restart is what makes all of them hold.
    """
