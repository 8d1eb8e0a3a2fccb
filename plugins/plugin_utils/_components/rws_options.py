# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of Interaction Recording Web Services. Facts: rws.md 2 (what GWS 8.5.2 documents is inferred for RWS)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from .desired import Json
from .options import INFERRED, UNKNOWN, UNVERIFIED, Key, Path, derived, option
from .probes import Probed
from .rws_node import RwsNode
from .shared import ConfigurationServerAccount, ConfigurationServerObjects, Installed, Rendered, RwsAccount

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
class Rws(Installed, RwsAccount, RwsNode, ConfigurationServerAccount, ConfigurationServerObjects, Probed, Rendered):
    """Options of application.yaml in the order of the file, then the role's own variables."""

    COMPONENT = "rws"
    FILES = {"config/application.yaml": "yaml"}
    SUMMARY = "Configures the Interaction Recording Web Services nodes"
    DESCRIPTION = (
        "Installs RWS when a package is given, writes C(application.yaml) of this node and its unit, and starts the"
        " node (the sync node first).",
        "Node path, site name, active eServices site, sync node and addresses come from the map of data centers; the"
        " ops account and the Configuration Server account come from C(gir_rws_ops_*) and C(gir_configuration_server).",
        "An option that is not given is not written, so that the product's own default applies.",
    )

    log_config: str | None = _logging("Name of the logback file.", place="logging/config")
    log_file: str | None = _logging("Name of the log file.", place="logging/file")
    log_path: Path | None = _logging("Directory of the log files. The role creates it.", place="logging/path")

    host: str | None = _jetty(
        "Address that the node listens on. V(0.0.0.0) means all interfaces.", place="jetty/host"
    )
    port: int | None = _jetty(
        "Port that the node listens on. After a start it has to accept connections, unless O(rws_health) has a C(url).",
        place="jetty/port",
    )
    jetty_idle_timeout: int | None = _jetty(
        "Milliseconds after which an idle connection is closed.", place="jetty/idleTimeout", minimum=1
    )
    jetty_so_linger_time: int | None = _jetty(
        "SO_LINGER of the connections, V(-1) to switch it off.", place="jetty/soLingerTime", minimum=-1
    )
    jetty_session_max_inactive_interval: int | None = _jetty(
        "Seconds after which an HTTP session ends.", place="jetty/sessionMaxInactiveInterval", minimum=1
    )
    jetty_enable_worker_name: bool | None = _jetty("The option C(enableWorkerName).", place="jetty/enableWorkerName")
    jetty_enable_request_log: bool | None = _jetty("Whether requests are logged.", place="jetty/enableRequestLog")
    jetty_request_log_filename: str | None = _jetty(
        "Name pattern of the request log.", place="jetty/requestLog/filename"
    )
    jetty_request_log_filename_date_format: str | None = _jetty(
        "Date format in the name of the request log.", place="jetty/requestLog/filenameDateFormat"
    )
    jetty_request_log_time_zone: str | None = _jetty(
        "Time zone of the request log.", place="jetty/requestLog/logTimeZone"
    )
    jetty_request_log_retain_days: int | None = _jetty(
        "Days for which request logs are kept.", place="jetty/requestLog/retainDays"
    )
    jetty_request_log_append: bool | None = _jetty(
        "Whether an existing request log is continued.", place="jetty/requestLog/append"
    )
    jetty_request_log_extended: bool | None = _jetty(
        "Whether the request log uses the extended format.", place="jetty/requestLog/extended"
    )
    jetty_request_log_cookies: bool | None = _jetty("Whether cookies are logged.", place="jetty/requestLog/logCookies")
    jetty_request_log_latency: bool | None = _jetty(
        "Whether latencies are logged.", place="jetty/requestLog/logLatency"
    )
    jetty_request_log_prefer_proxied_for_address: bool | None = _jetty(
        "Whether the address given by a load balancer is logged.", place="jetty/requestLog/preferProxiedForAddress"
    )
    jetty_enable_ssl: bool | None = _jetty(
        "Whether the node answers HTTPS. The names of the keystore options are not known; give them with"
        " O(rws_extra_options).",
        place="jetty/enableSsl",
    )
    jetty_cookies_http_only: bool | None = _jetty(
        "The attribute C(HttpOnly) of cookies.", place="jetty/cookies/httpOnly"
    )
    jetty_cookies_secure: bool | None = _jetty("The attribute C(Secure) of cookies.", place="jetty/cookies/secure")
    jetty_cookies_same_site: str | None = _jetty(
        "The attribute C(SameSite) of cookies.", place="jetty/cookies/sameSite"
    )

    cassandra_thrift_port: int | None = _cassandra("Thrift port of Cassandra.", place="cassandraCluster/thrift_port")
    cassandra_jmx_port: int | None = _cassandra("JMX port of Cassandra.", place="cassandraCluster/jmx_port")
    cassandra_keyspace: str | None = _cassandra("Keyspace of RWS.", place="cassandraCluster/keyspace", equal=True)
    cassandra_nodes: dict[str, Json] = _cassandra(
        "Cassandra nodes of each data center, as a dictionary from the data center to a list of hosts. Every node"
        " writes the nodes of its own data center first and then all others.",
        default={},
        place="cassandraCluster/nodes",
        equal=True,
    )
    cassandra_replication_factor: int | None = _cassandra(
        "Replication factor.", place="cassandraCluster/replication_factor", equal=True, minimum=1
    )
    cassandra_username: str | None = _cassandra(
        "Cassandra account. Without one the connection is anonymous.", place="cassandraCluster/userName"
    )
    cassandra_password: str | None = _cassandra(
        "Password of O(rws_cassandra_username). May be a C(CRYPT:) value.",
        place="cassandraCluster/password",
        secret=True,
    )

    external_api_url: str | None = _server(
        "Prefix of the public API. C(/api/v2) below the data center's C(rws_url) when not given.",
        place="serverSettings/externalApiUrlV2",
        computed=True,
    )
    internal_api_url: str | None = _server(
        "Prefix of the internal API. C(/internal-api) below the data center's C(rws_url) when not given.",
        place="serverSettings/internalApiUrlV2",
        computed=True,
    )
    undocumented_external_api_url: str | None = _server(
        "The option C(undocumentedExternalApiUrl), to be set for voice recording.",
        place="serverSettings/undocumentedExternalApiUrl",
    )
    application_name: str | None = _server(
        "Name of this node's Application object in Configuration Server.", place="serverSettings/applicationName"
    )
    application_type: str | None = _server(
        "Type of the node's Application object, for example V(CFGGenericClient).",
        place="serverSettings/applicationType",
    )
    configuration_server_username: str | None = _server_derived("serverSettings/cmeUserName")
    configuration_server_password: str | None = _server_derived("serverSettings/cmePassword", secret=True)
    ops_username: str | None = _server_derived("serverSettings/opsUserName")
    ops_password: str | None = _server_derived("serverSettings/opsUserPassword", secret=True)
    sync_node: bool | None = _server(
        "Set to V(true) for the one host that is to be the sync node. The topology chooses the first RWS host of the"
        " primary otherwise.",
        place="serverSettings/syncNode",
        computed=True,
    )
    node_path: str | None = _server_derived("serverSettings/nodePath")
    node_id: str | None = _server(
        "Identity of the node, unique among all nodes.", place="serverSettings/nodeId", certainty=INFERRED
    )
    iws_disposition_code_sync: bool | None = _server(
        "Whether the sync node synchronises disposition codes.", place="serverSettings/iwsDispositionCodeSync"
    )
    temporary_authentication_token_ttl: int | None = _server(
        "Seconds for which a temporary authentication token is valid.",
        place="serverSettings/temporaryAuthenticationTokenTTL",
        minimum=1,
    )

    site_name: str | None = _server_derived("serverSettings/siteName", certainty=INFERRED)
    eservices_site: str | None = _server_derived("serverSettings/eServicesSite")
    dr_monitoring_delay: int | None = _server(
        "Seconds between two readings of C(eServicesSite), which is how soon the node follows a switch.",
        place="serverSettings/drMonitoringDelay",
        equal=True,
        minimum=1,
    )
    multimedia_disaster_recovery: bool | None = option(
        "The option C(multimediaDisasterRecovery); its meaning is not documented in public.",
        place="serverSettings/multimediaDisasterRecovery",
        certainty=UNVERIFIED,
    )

    create_call_recording_cf: bool | None = _server(
        "Whether the tables for call recordings are created for a new contact center.",
        place="serverSettings/createCallRecordingCF",
    )
    cr_cluster_name: str = _server(
        "Name of the Elasticsearch cluster.",
        default="",
        place="serverSettings/crClusterName",
        required=True,
        equal=True,
    )
    cr_region: str | None = _server(
        "Region of the node; recordings submitted to it must carry the same region.", place="serverSettings/crRegion"
    )
    crypto_security_key: str = _server(
        "Key with which the recording settings are encrypted in the database. After a change, stored credentials cannot"
        " be read.",
        default="",
        place="serverSettings/cryptoSecurityKey",
        required=True,
        secret=True,
        equal=True,
    )
    webdav_max_connection: int | None = _server(
        "Number of connections to a WebDAV storage.", place="serverSettings/webDAVMaxConnection", minimum=1
    )
    webdav_max_total_connection: int | None = _server(
        "Number of connections to all WebDAV storages.", place="serverSettings/webDAVMaxTotalConnection", minimum=1
    )
    webdav_password: str | None = _server(
        "The option C(webDAVPassword). May be a C(CRYPT:) value.", place="serverSettings/webDAVPassword", secret=True
    )
    multipart_max_upload_size: int | None = _server(
        "Largest upload, for screen recordings.", place="serverSettings/multiPartResolverMaxUploadSize", minimum=-1
    )
    multipart_max_in_memory_size: int | None = _server(
        "Largest upload that is kept in memory.", place="serverSettings/multiPartResolverMaxInMemorySize"
    )
    rcs_decrypt_max_connection: int | None = _server(
        "Number of connections to a Recording Crypto Server.",
        place="serverSettings/recordingSettings/recordCryptoServerDecryptMaxConnection",
        minimum=1,
    )
    rcs_decrypt_max_total_connection: int | None = _server(
        "Number of connections to all Recording Crypto Servers.",
        place="serverSettings/recordingSettings/recordCryptoServerDecryptMaxTotalConnection",
        minimum=1,
    )
    rcs_decrypt_socket_timeout: int | None = _server(
        "Socket timeout of the connections to Recording Crypto Servers.",
        place="serverSettings/recordingSettings/recordCryptoServerDecryptSocketTimeout",
        minimum=1,
    )
    audit_log_deleted_files: bool | None = _server(
        "Whether every purged recording is written to the audit log.",
        place="serverSettings/recordingSettings/auditLogDeletedFiles",
    )

    enable_scheduled_media_operations: bool | None = _server(
        "Whether scheduled purge and backup are possible. The vendor requires V(true) for them.",
        place="serverSettings/backgroundScheduledMediaOperationsSettings/enableBackgroundScheduledMediaOperations",
    )
    default_backup_export_uri: str | None = _server(
        "Folder for backups, as a C(file:) URI.",
        place="serverSettings/backgroundScheduledMediaOperationsSettings/defaultBackupExportURI",
    )
    enable_scan_and_scroll: bool | None = _server(
        "Whether recordings are searched with Elasticsearch's scan and scroll.",
        place="serverSettings/backgroundScheduledMediaOperationsSettings/enableScanAndScroll",
    )

    enable_elasticsearch_indexing: bool | None = _server(
        "Whether recordings are indexed.", place="serverSettings/enableElasticSearchIndexing"
    )
    elasticsearch_client_node: bool | None = _server(
        "Whether the node joins the cluster as a client node.", place="serverSettings/elasticSearchSettings/clientNode"
    )
    elasticsearch_index_per_contact_center: bool | None = _server(
        "Whether every contact center has an index of its own.",
        place="serverSettings/elasticSearchSettings/indexPerContactCenter",
    )
    elasticsearch_use_transport_client: bool | None = _server(
        "Whether the transport client is used, as a standalone cluster needs.",
        place="serverSettings/elasticSearchSettings/useTransportClient",
    )
    elasticsearch_nodes: list[dict[str, Json]] | None = _server(
        "Nodes of the Elasticsearch cluster that this node uses: normally the data center's own.",
        place="serverSettings/elasticSearchSettings/transportClient/nodes",
        shape=_NODE,
    )

    enable_csrf_protection: bool | None = _server(
        "Whether writing requests need a CSRF token.", place="serverSettings/enableCsrfProtection", equal=True
    )
    ca_certificate: Path | None = _server(
        "File with the certificates of authorities, or the keystore for SAML.", place="serverSettings/caCertificate"
    )
    jks_password: str | None = _server(
        "Password of a Java keystore in O(rws_ca_certificate). May be a C(CRYPT:) value.",
        place="serverSettings/jksPassword",
        secret=True,
    )
    saml_service_provider_entity_id: str | None = _server(
        "SAML: entity of the service provider.", place="serverSettings/samlSettings/serviceProviderEntityId"
    )
    saml_encryption_key_name: str | None = _server(
        "SAML: name of the encryption key. Needed with SAML.", place="serverSettings/samlSettings/encryptionKeyName"
    )
    saml_signing_key_name: str | None = _server(
        "SAML: name of the signing key. Needed with SAML.", place="serverSettings/samlSettings/signingKeyName"
    )
    saml_identity_provider_metadata: str | None = _server(
        "SAML: metadata of the identity provider. Needed with SAML.",
        place="serverSettings/samlSettings/identityProviderMetadata",
        verbatim=True,
    )
    cors_allowed_origins: list[str] | None = _cors(
        "Origins that browsers may call from.", place="serverSettings/crossOriginSettings/allowedOrigins"
    )
    cors_allowed_methods: list[str] | None = _cors(
        "Methods that browsers may use from another origin.", place="serverSettings/crossOriginSettings/allowedMethods"
    )
    cors_allowed_headers: list[str] | None = _cors(
        "Headers that browsers may send from another origin.", place="serverSettings/crossOriginSettings/allowedHeaders"
    )
    cors_allow_credentials: bool | None = _cors(
        "Whether browsers may send credentials from another origin.",
        place="serverSettings/crossOriginSettings/allowCredentials",
    )
    cors_filter_cache_time_to_live: int | None = _cors(
        "Time for which origins are cached.", place="serverSettings/crossOriginSettings/corsFilterCacheTimeToLive"
    )
    cors_exposed_headers: list[str] | None = _cors(
        "Headers that browsers may read from another origin.", place="serverSettings/crossOriginSettings/exposedHeaders"
    )

    configuration_server_host: str | None = _premise_derived("onPremiseSettings/cmeHost")
    configuration_server_port: int | None = _premise_derived("onPremiseSettings/cmePort")
    configuration_server_backup_host: str | None = derived(
        None, key="configuration_server_backup_host", certainty=UNKNOWN
    )
    configuration_server_backup_port: int | None = derived(
        None, key="configuration_server_backup_port", certainty=UNKNOWN
    )
    country_code: str | None = _premise(
        "Country of the deployment, for example V(US).", place="onPremiseSettings/countryCode"
    )
    configuration_server_tls: bool | None = _premise(
        "Whether the first connection to Configuration Server uses TLS.", place="onPremiseSettings/tlsEnabled"
    )

    cassandra_nodes_as_list: bool = option(
        "Whether the nodes are written as a YAML list instead of one string separated by commas. The string is"
        " inferred.",
        default=False,
    )
    extra_options: dict[str, Json] = option(
        "Further content of C(application.yaml), laid over everything else at any depth. V(null) removes an option.",
        default={},
        verbatim=True,
    )
    option_names: dict[str, Json] = option(
        "Place of an option in C(application.yaml), by option key, laid over the role's own table. V(null) leaves the"
        " option out. The table stands in the role's README.",
        default={},
        verbatim=True,
    )
    application_options: dict[str, Json] = option(
        "Options of the node's Application object in Configuration Server, as section to option to value. Needs"
        " O(rws_application_name).",
        default={},
        verbatim=True,
    )
    cluster_application_name: str | None = option("Name of the RWS Cluster application object in Configuration Server.")
    cluster_options: dict[str, Json] = option(
        "Options of the Cluster application object, as section to option to value.", default={}, verbatim=True
    )
    cluster_annex: dict[str, Json] = option(
        "Annex of the Cluster application object, as section to option to value.", default={}, verbatim=True
    )
