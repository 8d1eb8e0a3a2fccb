# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What breaks each rule about the components of hosts, and about the variables of every component."""

from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from rule_cases import Case

_GERMANY = {"dc1": {"jurisdiction": "DE", "storage_jurisdictions": ["DE"]}}
_SERVER = {"host": "cfg.test", "port": 2020, "username": "gir", "password": "hidden-cfg-1"}
_OWN = "/var/lib/gir-index-update"
_SPEECHMINER = {"gir_speechminer": ["rws1-dc1", "rws1-dc2"]}
_PURGE = {"type": "purge", "media": "voice", "min_age_days": 400}
_LIFECYCLE = {"gir_media_lifecycle": {"/US/NY": [{"name": "yearly", "enabled": True, "tasks": [_PURGE]}]}}
_W3SVC = {"name": "W3SVC", "runs_in": "both"}


def _stored(voice: str, screen: str) -> dict:
    return {"dc2": {"storage": {"voice_url": voice, "screen_url": screen}}}


CASES = {
    # Values
    "GIR800": Case("rws", {"rws_package_version": 1.1}, "rws_package_version is the number 1.1, where text belongs"),
    "GIR801": Case("rws", {"rws_port": Unusable("nowhere is undefined")}, "rws_port cannot be evaluated: nowhere is"),
    "GIR802": Case("rws", {"rws_cr_cluster_name": None}, "rws_cr_cluster_name is not given."),
    "GIR803": Case("rws", {"rws_port": "many"}, 'rws_port is "many", which is no whole number.'),
    "GIR804": Case("index_update", {"index_update_scheduler": "at"}, 'index_update_scheduler is "at"'),
    "GIR805": Case(
        "rws", {"rws_elasticsearch_nodes": [{"host": "e", "port": 1, "prt": 1}]}, "rws_elasticsearch_nodes[0].prt"
    ),
    "GIR806": Case(
        "rws", {"rws_cassandra_password": "hidden-cass-1\n"}, "rws_cassandra_password ends with a line break."
    ),
    "GIR807": Case("rws", {"rws_dr_monitoring_delay": 0}, "rws_dr_monitoring_delay is 0, which is less than 1."),
    "GIR808": Case("rws", {"rws_cassandra_jmx_port": 80800}, "rws_cassandra_jmx_port is 80800, which is no port"),
    "GIR809": Case(
        "voice_processor",
        {"voice_processor_rws_url": "http://gir:hidden-url-1@rws:many"},
        'voice_processor_rws_url is "********@rws:many": its port is no number from 1 to 65535.',
    ),
    "GIR810": Case("rws", {"rws_option_names": {"prt": "a/b"}}, 'rws_option_names has "prt", which is no option key.'),
    "GIR811": Case("rps", {"rps_option_names": {"region": "flat"}}, 'rps_option_names.region is "flat"'),
    "GIR812": Case(
        "rps",
        {"rps_option_names": {"rws_username": "htcc/base_uri"}},
        'rps_option_names.rws_username is "htcc/base_uri", which collides with "htcc/base_uri" of option rws_url.',
    ),
    # What is laid over options may hold secrets, so that only its kind is shown.
    "GIR813": Case(
        "geo_location",
        {
            "geo_location_sip_servers": {"dc1": ["SIP"]},
            "geo_location_sip_server_extra_options": {"dc1": "hidden-option-1"},
        },
        "geo_location_sip_server_extra_options.dc1 is text, which is no dictionary.",
    ),
    "GIR814": Case("rps", {"rps_extra_options": {"htcc": "hidden-option-2"}}, "rps_extra_options.htcc is text"),
    "GIR815": Case("rws", {"rws_package": "/srv/rws.tgz"}, "rws_package is given, but rws_package_version is not."),
    "GIR816": Case(
        "muxer",
        {"gir_storage_credentials": {"dc1": {"username": "u", "password": "hidden-dav-1"}, "dc2": {"username": "u"}}},
        "gir_storage_credentials has no account for dc2.",
    ),
    "GIR817": Case(
        "rps",
        {"gir_rws_ops_password": "hidden-ops-1 ;2026"},
        "gir_rws_ops_password stands in rpconfig.cfg, which Python 2.7 reads otherwise: a blank before ; begins",
    ),
    "GIR818": Case(
        "muxer",
        {"muxer_extra_options": {"log": {"format": "%(hidden-option-5)s"}}},
        "muxer_extra_options.log.format stands in muxer.cfg, which Python 2.7 reads otherwise: a % begins",
    ),
    "GIR819": Case("rws", {"gir_address": "http://rws1"}, 'gir_address is "http://rws1", which is no host name'),
    # RWS
    "GIR820": Case("rws", {"rws_cassandra_nodes": {"dc9": ["c1"]}}, 'rws_cassandra_nodes names "dc9"'),
    "GIR821": Case("rws", {"rws_cassandra_nodes": {"dc1": ["c1", 5]}}, "rws_cassandra_nodes.dc1[1] is 5"),
    "GIR822": Case(
        "rws", {"rws_application_options": {"a": {"b": 1}}}, "rws_application_options is given, but rws_app"
    ),
    "GIR823": Case("rws", {"rws_cluster_annex": {"a": {"b": 1}}}, "rws_cluster_annex is given, but rws_cluster_app"),
    "GIR824": Case("rws", {"rws_saml_signing_key_name": "k"}, "rws_saml_signing_key_name is given, but rws_saml_encr"),
    "GIR825": Case(
        "rws",
        {"gir_configuration_server": {"port": "", "password": "hidden-cfg-2"}},
        "gir_configuration_server has no host, port and username.",
    ),
    "GIR826": Case(
        "rws",
        {"gir_configuration_server": {**_SERVER, "port": "many"}},
        "gir_configuration_server.port is text (not shown here), which is no whole number.",
    ),
    "GIR827": Case("rws", {"rws_log_path": "logs"}, 'rws_log_path is "logs", which is no absolute path.'),
    "GIR828": Case(
        "rws",
        {"rws_port": 8090},
        'gir_datacenters.dc1.rws_url is "http://rws1-dc1:8080", which is this host with port 8080, but rws_port is',
        centers={"dc1": {"rws_url": "http://rws1-dc1:8080"}},
    ),
    "GIR829": Case(
        "rws",
        {"rws_cassandra_nodes": {"dc1": ["c1", "c2", "c3"], "dc2": ["c4"]}, "rws_cassandra_replication_factor": 2},
        "rws_cassandra_replication_factor is 2, but rws_cassandra_nodes has fewer: 1 of dc2.",
    ),
    "GIR907": Case(
        "rws",
        {**_LIFECYCLE, "rws_enable_scheduled_media_operations": False, "rws_audit_log_deleted_files": True},
        'rws_enable_scheduled_media_operations is false, but in gir_media_lifecycle "yearly" is enabled for "/US/NY".',
    ),
    "GIR746": Case(
        "rws", _LIFECYCLE, 'rws_audit_log_deleted_files is not true, but "yearly" of "/US/NY" will purge recordings.'
    ),
    "GIR984": Case(
        "rws",
        {"gir_configuration_server": {**_SERVER, "host": "2001:db8::7"}},
        'gir_configuration_server.host is "2001:db8::7", an address and no name.',
    ),
    "GIR988": Case(
        "rws",
        {"gir_playback_recordings": {"dc9": "call-1"}},
        'gir_playback_recordings names "dc9", which is no data center and no geo-location.',
    ),
    # Other components of hosts
    "GIR830": Case("rcs", {"rcs_keystore_path": "k.jks"}, 'rcs_keystore_path is "k.jks", which is no absolute path.'),
    # Screen Recording Services
    "GIR935": Case(
        "rws",
        {"rws_application_name": "RWS", "rws_screen_recording_client_options": {"recordingWhen": False}},
        "rws_screen_recording_client_options.recordingWhen is false, which is neither text nor a number.",
    ),
    "GIR936": Case(
        "rws",
        {
            "rws_application_name": "RWS",
            "rws_application_options": {"screen-recording-client": {"recordingWhen": "hidden-option-9"}},
            "rws_screen_recording_client_options": {"recordingWhen": "off"},
        },
        "rws_application_options.screen-recording-client give recordingWhen different values.",
    ),
    # Further options
    "GIR835": Case(
        "rws",
        {"rws_extra_options": {"serverSettings": {"eServicesSite": "DC2"}}},
        'rws_extra_options.serverSettings.eServicesSite is "DC2", but the map of data centers decides',
    ),
    "GIR836": Case(
        "rcs",
        {"rcs_service": "r", "rcs_start_command": "/r", "rcs_unit_extra_options": {"Service": {"User": "root"}}},
        "rcs_unit_extra_options.Service.User is text, but gir_service_user decides Service/User.",
    ),
    "GIR840": Case("rps", {"gir_contact_center_domain": None}, "gir_contact_center_domain is not given"),
    "GIR841": Case("rps", {"rps_service": None}, "rps_service is not given"),
    "GIR845": Case(
        "voice_processor",
        {"voice_processor_setting_names": {}},
        "voice_processor_setting_names and voice_processor_extra_options are not given",
    ),
    "GIR846": Case(
        "voice_processor", {"voice_processor_settings_format": "xml"}, 'voice_processor_settings_format is "xml"'
    ),
    "GIR847": Case(
        "voice_processor", {"voice_processor_infomart_engine": "db2"}, 'voice_processor_infomart_engine is "db2"'
    ),
    "GIR848": Case(
        "voice_processor",
        {"voice_processor_setting_names": {"contact_center_id": "ID", "infomart_host": "GIM"}},
        "voice_processor_setting_names names contact_center_id, infomart_host, which have no value.",
    ),
    "GIR849": Case(
        "voice_processor",
        {"voice_processor_settings_format": "env", "voice_processor_extra_options": {"NAMES": ["hidden-option-3"]}},
        "voice_processor_extra_options has NAMES with a dictionary, a list or several lines",
    ),
    "GIR850": Case(
        "voice_processor",
        {"gir_contact_center_domain": None, "voice_processor_setting_names": {"post_uri": "next"}},
        "gir_contact_center_domain is not given",
    ),
    "GIR852": Case(
        "voice_processor", {"voice_processor_settings_path": "settings"}, 'voice_processor_settings_path is "settings"'
    ),
    "GIR853": Case(
        "voice_processor",
        {"voice_processor_service": None, "voice_processor_setting_names": {"processing_mode": "mode"}},
        "voice_processor_service is not given",
    ),
    "GIR855": Case(
        "muxer",
        {},
        'gir_datacenters.dc3.role is "recording"',
        host="rcs1-dc3",
        scenario="minimal, three data centers",
    ),
    "GIR856": Case("muxer", {"muxer_service": None}, "muxer_service is not given"),
    # Recording storage
    "GIR860": Case("webdav", {"webdav_os_family": "Suse"}, 'webdav_os_family is "Suse", whose layout is not known.'),
    "GIR861": Case("webdav", {"webdav_storage": "dc9"}, 'webdav_storage is "dc9", which is no storage.'),
    "GIR862": Case(
        "webdav",
        {"webdav_screen_root": "/mnt/recordings"},
        'webdav_voice_root and webdav_screen_root are both "/mnt/recordings".',
    ),
    "GIR863": Case(
        "webdav",
        {},
        "webdav_port and webdav_terminate_tls are not both given, and the addresses of gir_datacenters.dc2.storage"
        " (http://a.test/v and http://a.test:81/s) differ",
        centers=_stored("http://a.test/v", "http://a.test:81/s"),
    ),
    "GIR864": Case(
        "webdav",
        {},
        'voice_url and screen_url of gir_datacenters.dc2.storage have the same path "/v".',
        centers=_stored("http://a.test/v", "http://b.test/v/"),
    ),
    "GIR865": Case(
        "webdav",
        {},
        "TLS of gir_datacenters.dc2.storage (https://a.test/v and https://a.test/s) ends here, but"
        " webdav_tls_certificate and webdav_tls_key are not given.",
        centers=_stored("https://a.test/v", "https://a.test/s"),
    ),
    "GIR866": Case(
        "webdav",
        {"webdav_extra_users": [{"username": "a b", "password": "hidden-dav-2"}]},
        'webdav_extra_users[0].username ("a b"): there is a colon or a blank in it',
    ),
    "GIR867": Case(
        "webdav",
        {"webdav_extra_users": [{"username": "dav2", "password": "hidden-dav-3"}]},
        "gir_storage_credentials.dc2.username and webdav_extra_users[0].username name the same user.",
    ),
    "GIR868": Case(
        "webdav",
        {"webdav_max_upload_size": 1024},
        "webdav_max_upload_size is 1024: a recording of more bytes is refused with HTTP 413.",
    ),
    "GIR869": Case("mcp", {"gir_storage_worm": ["dc9"]}, 'gir_storage_worm names "dc9", and the storages are dc1'),
    # Load balancer
    "GIR870": Case("load_balancer", {"load_balancer_services": []}, "load_balancer_services is empty"),
    "GIR871": Case(
        "load_balancer",
        {"load_balancer_back_end_ports": {"rws": 70000}},
        "load_balancer_back_end_ports.rws is 70000, which is no port of a service.",
    ),
    "GIR872": Case(
        "load_balancer",
        {},
        'rws_port of rws2-dc1 is "http", which is no port',
        hosts={"rws2-dc1": {"rws_port": "http"}},
    ),
    "GIR873": Case(
        "load_balancer",
        {},
        "rws_url and rcs_url of gir_datacenters.dc1 have the same port 443",
        centers={"dc1": {"rcs_url": "http://rcs.dc1.test:443", "processor_url": "http://p.dc1.test"}},
    ),
    "GIR874": Case(
        "load_balancer",
        {},
        "rws_url and rcs_url of gir_datacenters.dc1 have the same name and port, rws.dc1.test:443",
        centers={"dc1": {"rcs_url": "https://rws.dc1.test/"}},
    ),
    "GIR875": Case("load_balancer", {"load_balancer_tls_pem": None}, "load_balancer_tls_pem is not given"),
    "GIR876": Case(
        "load_balancer", {"load_balancer_back_end_tls": ["rcs"]}, "load_balancer_back_end_ca_file is not given"
    ),
    "GIR877": Case(
        "load_balancer",
        {"load_balancer_rcs_health_path": "up now"},
        'load_balancer_rcs_health_path is no path: "up now".',
    ),
    "GIR878": Case(
        "load_balancer", {"load_balancer_backup_pool": True}, "load_balancer_backup_pool is true", centers=_GERMANY
    ),
    "GIR896": Case(
        "load_balancer",
        {"load_balancer_tls_ciphers": "HIGH #NULL"},
        'load_balancer_tls_ciphers is "HIGH #NULL", which HAProxy does not read as it stands.',
    ),
    "GIR897": Case(
        "load_balancer", {"load_balancer_timeout_client": "5 minutes"}, 'load_balancer_timeout_client is "5 minutes"'
    ),
    # Units and their environment
    "GIR898": Case(
        "rws",
        {"rws_service": "gir-rws", "rws_start_command": "/opt/rws/run --password hidden-unit-1"},
        "rws_start_command holds a secret, and everybody may read a unit.",
    ),
    "GIR899": Case(
        "rws",
        {"rws_environment": {"PASSWORD": "hidden-environment-1"}},
        "rws_environment is given, but rws_service and rws_start_command are not, so the role writes no unit",
    ),
    # Daily index update
    "GIR885": Case(
        "index_update", {"index_update_state_path": "/var/lib/gir"}, 'index_update_state_path is "/var/lib/gir"'
    ),
    "GIR886": Case(
        "index_update",
        {"index_update_install_path": _OWN, "index_update_state_path": _OWN},
        f'index_update_install_path and index_update_state_path are both "{_OWN}".',
    ),
    "GIR887": Case(
        "index_update",
        {"index_update_indexes": ["recordings", "recordings"]},
        "index_update_indexes has recordings more than once.",
    ),
    "GIR888": Case("index_update", {"index_update_urls": []}, "index_update_urls is empty."),
    "GIR891": Case(
        "index_update",
        {"index_update_most_windows": 1},
        "index_update_most_windows times index_update_window_hours is 24 hours",
    ),
    "GIR892": Case(
        "index_update",
        {"index_update_client_key": "/tls/key"},
        "index_update_client_key is given without index_update_client_cert.",
    ),
    "GIR893": Case("index_update", {"index_update_cron_schedule": "@daily"}, 'index_update_cron_schedule is "@daily"'),
    "GIR895": Case("index_update", {"index_update_on_calendar": 36900}, 'index_update_on_calendar is "36900"'),
    "GIR894": Case("index_update", {"gir_service_user": None}, "gir_service_user is not given."),
    # Site guard
    "GIR660": Case("site_guard", {"gir_site_guard_key": "hidden-guard-2"}, "gir_site_guard_key has 14 characters."),
    "GIR661": Case("ledger_publisher", {"gir_service_user": None}, "gir_service_user is not given."),
    "GIR662": Case(
        "site_guard",
        {"gir_failover_witness": ["http://me:hidden-url-2@witness.test"]},
        'gir_failover_witness[0] is "********@witness.test": it has an account.',
    ),
    "GIR663": Case("site_guard", {"muxer_service": None}, "muxer_service is not given"),
    "GIR664": Case("site_guard", {"gir_failover_witness": None}, "gir_failover_witness is not given"),
    # SpeechMiner
    "GIR831": Case(
        "media_lifecycle",
        {"media_lifecycle_attestations": {"/US/NY": {"nightly": {"by": "alice", "on": "2999-01-01", "rule": "x"}}}},
        'media_lifecycle_attestations["/US/NY"]["nightly"].on is 2999-01-01, which is in the future.',
    ),
    "GIR832": Case(
        "media_lifecycle",
        {"media_lifecycle_attestations": {"/US/CB": {"nightly": {"by": "alice", "on": "2026-11-01", "rule": "x"}}}},
        'media_lifecycle_attestations has "/US/CB", which is the node path of no data center, so it counts for',
    ),
    "GIR833": Case(
        "media_lifecycle",
        {"media_lifecycle_exports": {"/US/NY": {"on": "2026-11-01"}}},
        'media_lifecycle_exports["/US/NY"].text is not given, and no text that GAX shows.',
    ),
    "GIR834": Case(
        "media_lifecycle",
        {"media_lifecycle_exports": {"/US/CB": {"on": "2026-11-01", "text": "a\n\nb\n"}}},
        'media_lifecycle_exports has "/US/CB", which is the node path of no data center, so it counts for nothing.',
    ),
    "GIR951": Case(
        "speechminer", {"speechminer_windows_services": [_W3SVC]}, "does not reach this host over WinRM or PSRP"
    ),
    "GIR952": Case(
        "speechminer",
        {"speechminer_windows_services": [{"name": "W3SVC", "runs_in": "none"}]},
        'speechminer_windows_services[0].runs_in is "none", which is none of active and both.',
        facts={"is_windows": True},
    ),
    "GIR953": Case(
        "speechminer",
        {"speechminer_index_backup_path": "backup", "speechminer_index_backup_max_hours": 30},
        'speechminer_index_backup_path is "backup", which is no absolute path.',
    ),
    "GIR954": Case(
        "speechminer",
        {"speechminer_index_backup_host": "rws1-dc2"},
        'speechminer_index_backup_host is "rws1-dc2", which is a host of dc2; this host is one of dc1.',
    ),
    "GIR955": Case(
        "speechminer",
        {"speechminer_database_address": "sql.test"},
        'speechminer_database_address is "sql.test", which is no host with a port.',
    ),
    "GIR956": Case(
        "speechminer_steps",
        {"speechminer_attestations": {"normal.dc1.standby": {"by": "alice", "on": "2999-01-01"}}},
        'speechminer_attestations["normal.dc1.standby"].on is 2999-01-01, which is in the future.',
        groups=_SPEECHMINER,
    ),
    "GIR957": Case(
        "speechminer_steps",
        {"speechminer_attestations": {"normal.dc1.standbye": {"by": "alice", "on": "2026-11-01"}}},
        'speechminer_attestations has "normal.dc1.standbye", which is no step of this map',
        groups=_SPEECHMINER,
    ),
}
