# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording IVR Profiles: one for each geo-location, and the catch-all. Facts: components.md 2, appendix A."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .._topology.published import IvrProfileModel, Model
from .._topology.rule import PRODUCT
from .._topology.values import listed, show
from .accounts import account_of, check_accounts
from .desired import ConfigurationObject, Desired, Json, Tree
from .foreign import ANNEX, RECORDINGS_AT_RISK, Foreign
from .further import DRIVEN, OBJECT, Decided
from .named import check_receivers
from .options import UNVERIFIED, derived, option, places
from .report import Report
from .rule import rule
from .settings import NONE, OptionNames, emptied, settings_of, with_options
from .shared import ConfigurationServerObjects, ContactCenterDomain, ReceiverAccount, Rendered, StorageAccounts
from .target import Target

SECTION = "gvp.service-parameters"
# The catch-all serves no geo-location; in tables by geo-location it goes by its own name.
CATCH_ALL = "record"
# Options besides the service parameters, and the variables that decide them; the map where there is none.
_OF_THE_MAP = {"gvp.general/geo-location": ""}
_ALSO = {**_OF_THE_MAP, "gvp.policy/voicexml-recording-allowed": "ivr_profile_voicexml_recording_allowed"}
CERTIFICATES = "recording-certificates"

# A parameter with nothing in it but the form of parameters is an empty one.
_FILLED = r"(?!fixed,\s*$).*\S.*"
FOREIGN = (
    Foreign(
        ANNEX,
        RECORDINGS_AT_RISK,
        "Recordings go there, too, or instead.",
        section=SECTION,
        option=r"recordingclient[.]callrec_dest\d*",
        value=_FILLED,
    ),
    Foreign(
        ANNEX,
        RECORDINGS_AT_RISK,
        "What is known of the recordings goes there, too, or instead.",
        section=SECTION,
        option=r"recordingclient[.](metadatapost\d*|rp[.]\w*_uri\d*)",
        value=_FILLED,
    ),
    Foreign(
        ANNEX,
        RECORDINGS_AT_RISK,
        "VoiceXML applications may not record.",
        section="gvp.policy",
        option="voicexml-recording-allowed",
        value="false",
    ),
)
# Only where the inventory gives the certificates; else they are the site's own, and the keystore check looks at them.
FOREIGN_CERTIFICATE = Foreign(
    ANNEX, RECORDINGS_AT_RISK, "Recordings are encrypted for this certificate, too.", section=CERTIFICATES, option=".*"
)


GIR900 = rule(
    900,
    "The recording IVR Profiles have the domain of the contact center, which stands in the processor's address.",
    "Give the domain name of the contact center.",
    PRODUCT,
)
GIR901 = rule(
    901,
    "ivr_profile_location_options names only geo-locations with a recording IVR Profile, and record.",
    "Use a geo-location of gir_datacenters, or record for the catch-all.",
)
GIR902 = rule(
    902,
    "The form of service parameters has a place for the value.",
    "Put {value} into it.",
)
GIR903 = rule(
    903,
    "The tone of recorded calls is a .wav file.",
    "Give the address of a .wav file, or none for no tone.",
    PRODUCT,
)


@dataclass(frozen=True)
class IvrProfile(ContactCenterDomain, StorageAccounts, ReceiverAccount, ConfigurationServerObjects, Rendered):
    """Parameters in section gvp.service-parameters of the annex. Their names are verified nowhere."""

    COMPONENT = "ivr_profile"
    """Configures the recording IVR Profiles

    One profile for each geo-location, and the catch-all named C(record). Storage, its account and the processor are
    those of the data center; the Interaction Receiver is the one of the active data center.

    Runs once, on the controller. The objects are applied through GAX, or written as files for import, see
    O(gir_configuration_source).

    No name of a service parameter is verified: none stands in public documentation, see O(ivr_profile_parameter_names).
    """

    storage: str | None = derived("recordingclient.callrec_dest", UNVERIFIED)
    storage_authorization: str | None = derived("recordingclient.callrec_authorization", UNVERIFIED, secret=True)
    speechminer_destination: str | None = option("recordingclient.callrec_dest2", UNVERIFIED)
    """Second destination of recordings, for example V(S3:bucket)."""
    processor_uri: str | None = derived("recordingclient.metadatapost", UNVERIFIED)
    interaction_receiver: str | None = derived("recordingclient.rp.speechminer_uri", UNVERIFIED)
    interaction_receiver_authorization: str | None = derived(
        "recordingclient.rp.speechminer_auth", UNVERIFIED, secret=True
    )
    recording_type: str | None = option("recordingclient.type", UNVERIFIED)
    """Type of the recording files, for example V(audio/mp3)."""
    channels: int | None = option("recordingclient.channels", UNVERIFIED, minimum=1)
    """Number of channels of a recording."""
    mp3_bitrate: int | None = option("recordingclient.gvp.config.mpc.mp3.bitrate", UNVERIFIED, minimum=1)
    """Bit rate of MP3 recordings."""
    aws_access_key_id: str | None = option("recordingclient.AWSAccessKeyId", UNVERIFIED)
    """Access key of O(ivr_profile_speechminer_destination) when that is S3."""
    aws_secret_access_key: str | None = option("recordingclient.AWSSecretAccessKey", UNVERIFIED, secret=True)
    """Secret key of O(ivr_profile_aws_access_key_id)."""
    audio_source: str | None = option("recordingclient.audiosrc", UNVERIFIED)
    """Address of the tone that callers hear, a C(.wav) file. V(none) means no tone."""
    tone_duration: int | None = option("recordingclient.toneduration", UNVERIFIED)
    """Duration of the tone; its unit is not known."""
    tone_silence_duration: int | None = option("recordingclient.tonesilenceduration", UNVERIFIED)
    """Pause between two tones; its unit is not known."""
    tenant: str | None = option()
    """Tenant of the profiles, by name. Needed with C(gir_configuration_source=gax) when there are several tenants and
    one has to be created, or when the name alone does not tell which is meant.
    """
    folder: str | None = option()
    """Folder of the profiles, by name or path. A new one is put where the tenant's others are when this is not given.
    """
    voicexml_recording_allowed: bool | None = option(source="components.md 2.1")
    """Whether VoiceXML applications may record (C(gvp.policy/voicexml-recording-allowed))."""
    certificates: dict[str, Json] = option(default={}, source="components.md 2.1", verbatim=True)
    """Options of the annex section C(recording-certificates), option name to certificate (PEM). The option names are
    not known.
    """
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further annex options of all profiles, as section to option to value. Values are written as they are; V(null)
    leaves one as it is.
    """
    location_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further annex options of single profiles, as geo-location, or V(record) for the catch-all, to section to option
    to value. They win over all others.
    """
    parameter_names: dict[str, Json] = option(default={}, verbatim=True)
    """The product's names of the service parameters, by option key, laid over the role's own table. V(null) leaves a
    parameter out. The table stands in the role's README.
    """
    parameter_value_format: str = option(default="fixed,{value}")
    """Form of a service parameter; C({value}) stands for its value. Unverified."""


def check(model: Model, target: Target, o: IvrProfile, report: Report) -> None:
    """Every profile has an account of its storage and the address of its processor."""
    if not o.gir_contact_center_domain:
        report.add(
            GIR900,
            "gir_contact_center_domain",
            "gir_contact_center_domain is not given, but every profile names the address"
            " <processor_url>/api/contact-centers/<domain>/recordings.",
        )
    check_accounts(o.gir_storage_credentials, [profile["storage_name"] for profile in model["ivr_profiles"]], report)
    known = [_location(profile) for profile in model["ivr_profiles"]]
    unknown = sorted(set(o.location_options) - set(known))
    if unknown:
        report.add(
            GIR901,
            "ivr_profile_location_options",
            f"ivr_profile_location_options names {listed(unknown)}, for which there is no profile.",
            f"Use one of {', '.join(known)}.",
        )
    if "{value}" not in o.parameter_value_format:
        report.add(
            GIR902,
            "ivr_profile_parameter_value_format",
            f"ivr_profile_parameter_value_format is {show(o.parameter_value_format)}, without a place for the value.",
        )
    check_receivers(model, report)
    tone = o.audio_source
    if tone not in (None, NONE) and not str(tone).lower().endswith(".wav"):
        report.add(
            GIR903,
            "ivr_profile_audio_source",
            f"ivr_profile_audio_source is {show(tone)}, which is no .wav file.",
        )


def _location(profile: IvrProfileModel) -> str:
    return profile["geo_location"] or CATCH_ALL


def desired(model: Model, target: Target, o: IvrProfile, report: Report) -> Desired:
    """Objects of Configuration Server, without a host."""
    result = Desired("ivr_profile", target.host)
    names = OptionNames.of_table(IvrProfile, o.parameter_names, "ivr_profile_parameter_names", report, depth=1)
    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    decided = Decided(IvrProfile, names, OBJECT, section=SECTION, also=_ALSO)
    decided.check(o.extra_options, "ivr_profile_extra_options", report)
    # One profile may well differ from the others, but not from the map.
    decided = Decided(IvrProfile, names, OBJECT, DRIVEN["ivr_profile"], SECTION, _OF_THE_MAP)
    foreign = _foreign(names, o)
    for profile in model["ivr_profiles"]:
        location = _location(profile)
        decided.check(o.location_options.get(location), f"ivr_profile_location_options.{location}", report)
        annex: Tree = {
            "gvp.general": {"service-type": "record", "geo-location": profile["geo_location"]},
            SECTION: names.tree(settings_of(o, _derived(profile, o)), o.parameter_value_format),
        }
        if o.voicexml_recording_allowed is not None:
            annex["gvp.policy"] = {"voicexml-recording-allowed": str(o.voicexml_recording_allowed).lower()}
        if o.certificates:
            annex[CERTIFICATES] = o.certificates
        annex = _further(annex, _location(profile), o, report)
        result.objects.append(
            ConfigurationObject(
                "CfgGVPIVRProfile",
                profile["name"],
                annex=annex,
                folder=o.folder,
                tenant=o.tenant,
                data_center=profile["data_center"],
                foreign=foreign,
            )
        )
    return result


def _foreign(names: OptionNames, o: IvrProfile) -> tuple[Foreign, ...]:
    """Parameters that the user leaves out by name are the site's own."""
    left_out = tuple(str(place) for key, place in places(IvrProfile).items() if place and names.names[key] is None)
    rules = (*FOREIGN, FOREIGN_CERTIFICATE) if o.certificates else FOREIGN
    return tuple(replace(rule, unless=left_out) for rule in rules)


def _derived(profile: IvrProfileModel, o: IvrProfile) -> Tree:
    """Storage and processor are those of the profile's data center, the Interaction Receiver is the active one's."""
    account = account_of(o.gir_storage_credentials, profile["storage_name"])
    user, password = o.gir_interaction_receiver_username, o.gir_interaction_receiver_password
    return {
        "storage": profile["storage_url"],
        "storage_authorization": f"{account.username}:{account.password}" if account else None,
        "audio_source": emptied(o.audio_source),
        "processor_uri": f"{profile['processor_url']}/api/contact-centers/{o.gir_contact_center_domain}/recordings",
        "interaction_receiver": profile["interaction_receiver_url"],
        "interaction_receiver_authorization": f"{user}:{password}" if user and password else None,
    }


def _further(annex: Tree, location: str, o: IvrProfile, report: Report) -> Tree:
    """The options of all profiles, and those of this one, laid over what the role says."""
    annex = with_options(annex, o.extra_options, "ivr_profile_extra_options", report)
    own: Tree = {location: o.location_options.get(location) or {}}
    laid = with_options({location: annex}, own, "ivr_profile_location_options", report)[location]
    return laid if isinstance(laid, dict) else annex
