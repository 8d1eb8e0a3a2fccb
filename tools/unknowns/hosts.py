# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services, packages, and what stands on hosts: RWS, RCS, processors, Muxer, SpeechMiner."""

from unknowns.row import INFERRED, UNVERIFIED, Topic, ask

_SAMPLE = "`application.yaml.sample`"
_NOT_WRITTEN = "It is not written, so that the product's own default applies."

INSTALLATION = Topic(
    "Services and packages",
    "Of every role that has the variable; `<role>` stands for its name.",
    (
        ask(
            "<role>_service",
            "The name of the service. No page of the vendor names a systemd unit.",
            "No service is touched: you restart it yourself.",
            "`systemctl list-unit-files` and `systemctl list-units --type=service --all` on a host of each kind",
        ),
        ask(
            "<role>_start_command",
            "The command that starts it: the jar or script, and its arguments.",
            "No unit is written; the one that is there is used.",
            "`systemctl cat <unit>`; without a unit the start script in the installation directory, or `ps -ef` on a "
            "host that runs",
        ),
        ask(
            "<role>_package_response",
            "Which sections and keys the silent installation of this package asks for.",
            "The installer gets what you give and nothing else.",
            "Run `./install.sh -r` once by hand: it records the answers in `genesys_silent.ini`. `ip_description.xml` "
            "has the nickname that names the section of the component",
        ),
        ask(
            "<role>_health",
            "A port or address by which the service is known to be well.",
            "That the unit stays active is seen. All else is *not observable*.",
            "`ss -ltnp` on the host shows the port; try an address with curl, without an account, before you give it",
        ),
        ask(
            "<role>_on_configuration_change",
            "Which options of its Application object a running component takes up.",
            "It is restarted after a change.",
            "Change one option that does no harm, and look whether the log of the component names it",
            INFERRED,
            default="restart",
        ),
        ask(
            "gir_install_root",
            "Where packages are installed on your hosts.",
            "Our own choice counts.",
            "`InstallPath` in a recorded `genesys_silent.ini`, or `ls` on a host; `<role>_install_path` for one "
            "component",
            default="/opt/genesys",
        ),
    ),
)

RWS = Topic(
    "Interaction Recording Web Services",
    f"Most of it stands in {_SAMPLE} in the installation package (below `installation_CD/config-templates/`), and in "
    "`config/application.yaml` of a node that runs.",
    (
        ask(
            "rws_port",
            "The port of a node: examples have 8080, a sample of an older product 8090.",
            _NOT_WRITTEN,
            f"`jetty.port` in {_SAMPLE}, or `ss -ltnp` on a node",
        ),
        ask(
            "rws_dr_monitoring_delay",
            "The default of `drMonitoringDelay`: how soon a node follows a switch of the eServices site.",
            "It is not written. A switch is requested and recorded, and that all nodes follow it is an open point.",
            f"`serverSettings.drMonitoringDelay` in {_SAMPLE}",
        ),
        ask(
            "rws_option_names.site_name",
            "Whether RWS reads `siteName` from `application.yaml`, or from the Application object of the node.",
            "It is written to `serverSettings.siteName` of `application.yaml`; `drift` shows one in an Application.",
            f"Search for `siteName` in {_SAMPLE}, and in options and annex of the node's Application object in GAX. "
            "`rws_application_options` writes it there",
            INFERRED,
        ),
        ask(
            "rws_multimedia_disaster_recovery",
            "What `multimediaDisasterRecovery` does, and whether your release has it.",
            _NOT_WRITTEN,
            f"The comment beside it in {_SAMPLE}",
            UNVERIFIED,
        ),
        ask(
            "rws_enable_scan_and_scroll",
            "Whether your release has `enableScanAndScroll`, which the vendor tells to set for purge and backup.",
            _NOT_WRITTEN,
            f"`backgroundScheduledMediaOperationsSettings` in {_SAMPLE}: give `true` where the option is there",
            INFERRED,
        ),
        ask(
            "rws_extra_options",
            "The names of the key store options that `rws_jetty_enable_ssl` needs.",
            "None is written.",
            f"Section `jetty` of {_SAMPLE}",
            default={},
        ),
        ask(
            "rws_cassandra_nodes_as_list",
            "Whether `cassandraCluster.nodes` is one text with commas, or a list.",
            "It is written as one text.",
            f"`cassandraCluster.nodes` in {_SAMPLE}",
            INFERRED,
            default=False,
        ),
        ask(
            "load_balancer_rws_health_path",
            "A path that a healthy node answers without an account.",
            "A path is asked that is documented of an older product.",
            "`curl -i https://<node>/api/v2/diagnostics/version` without an account has to answer 200",
            INFERRED,
            default="/api/v2/diagnostics/version",
        ),
        ask(
            "load_balancer_processor_health_path load_balancer_rcs_health_path",
            "Paths that a healthy processor and a healthy RCS answer.",
            "A TCP connection is enough.",
            "Try paths with curl, also while the service is stopped behind its port",
        ),
    ),
    {"rws": f"the same keys in {_SAMPLE}"},
)

RCS = Topic(
    "Recording Crypto Server",
    "No public page names its options. An option whose name is unknown is not written until you name it.",
    (
        ask(
            "rcs_archiving_username rcs_archiving_password",
            "Under which names RCS takes the archiving user of the tenant.",
            "They are not written.",
            "options of the RCS Application object in GAX, or the application template of the package",
        ),
    ),
    {
        "rcs": "the application template (`.apd` with `.xml`) in the installation package, or an export of the "
        "Application object of an RCS that runs (`gir.multidc.gax_info`)"
    },
)

PROCESSORS = Topic(
    "Processors",
    "A data center has either Recording Processor Script or Voice Processor.",
    (
        ask(
            "gir_contact_center_domain",
            "Which domain stands in the address at which your processors take metadata.",
            "A processor in backup mode is refused, unless its `<role>_post_uri` is given; a profile is refused, too.",
            "the service parameter with the address of the processor in a recording IVR Profile that works",
        ),
        ask(
            "voice_processor_setting_names",
            "The names of all settings of Voice Processor.",
            "The role refuses to run, unless `voice_processor_extra_options` is given.",
            "the sample of its settings in the container image or package, or the settings of one that runs",
        ),
        ask(
            "voice_processor_settings_format voice_processor_settings_path",
            "Form and place of its settings file.",
            "Without the form the role refuses to run. Without the path the file stands in the installation directory.",
            "`podman inspect` or `docker inspect` of the container shows its mounts and environment",
        ),
    ),
    {
        "rps": "`rpconfig.cfg` of the installation package",
        "voice_processor": "the sample of its settings in the container image or package",
    },
)

MUXER = Topic(
    "Muxer",
    "Read `muxer.cfg` of the installation package, and its comments.",
    (
        ask(
            "muxer_window_past muxer_window_past_older_than muxer_window_future muxer_min_poll_interval",
            "The units of these times, and their defaults.",
            "They are not written.",
            "the comments in `muxer.cfg`",
            UNVERIFIED,
        ),
        ask(
            "muxer_type",
            "Which values `muxer_type` has.",
            "It is not written.",
            "the comments in `muxer.cfg`",
            UNVERIFIED,
        ),
        ask(
            "muxer_storage_option_names",
            "How a Muxer is given the accounts of more than one storage.",
            "The account of the data center's own storage is the only one in the file.",
            "section `webdav` of `muxer.cfg` and its comments",
            default={},
        ),
        ask(
            "muxer_option_names.muxer_id",
            "Whether several Muxers share the work by their number, as `total_muxers` and `muxer_id` suggest.",
            "Both are written under these names.",
            "the comments beside `total_muxers` in `muxer.cfg`",
            UNVERIFIED,
        ),
    ),
    {"muxer": "`muxer.cfg` of the installation package"},
)
