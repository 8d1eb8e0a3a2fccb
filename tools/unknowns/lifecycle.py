# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody could verify of the Recording Lifecycle Scheduler."""

from unknowns.row import INFERRED, Topic, ask

_TRY = "in a system without recordings of anybody"

LIFECYCLE = Topic(
    "Media lifecycle",
    "GAX: *Administration > Recording Lifecycle Scheduler*. Try rules in a system without recordings of anybody.",
    (
        ask(
            "gir_media_lifecycle_margin_days",
            "Whether a purge waits for the backup of the same recordings.",
            "It is taken for granted that it does not: GIR735 keeps the two this many days apart.",
            f"a backup to a folder that cannot be written, and a purge of the same ages, {_TRY}",
            default=1,
        ),
        ask(
            "gir_media_lifecycle",
            "Whether a rule at `/US` holds for `/US/NY`.",
            "Each location needs rules of its own; a path without a data center is refused (GIR728).",
            f"a purge at the parent of a location, {_TRY}",
        ),
        ask(
            "gir_media_lifecycle",
            "Whether several included labels mean any or all of them, and whether attached data knows wildcards.",
            "No rule depends on it: two selections overlap unless no reading lets them.",
            f"a backup with two labels, of recordings that have one of them, {_TRY}",
        ),
        ask(
            "gir_media_lifecycle",
            "In which order the tasks of a rule, and rules of one time of day, run.",
            "No order counts: ages that touch need a purge at a later time of day (GIR742).",
            "the log of RWS after such a rule has run",
        ),
        ask(
            "gir_interaction_receiver_username gir_interaction_receiver_password",
            "Whether RWS sends an account to the Interaction Receiver when it purges.",
            "It is written where it is given; without it, a purge is a warning (GIR909).",
            "the access log of the Interaction Receiver after a purge",
            INFERRED,
        ),
        ask(
            "media_lifecycle_attestations",
            "How a program reads the rules that GAX holds.",
            "Each rule is open until somebody attests it, pastes what GAX shows, or gives `gir_media_lifecycle_api`.",
            "the network tools of a browser in *Recording Lifecycle Scheduler*",
            default={},
        ),
        ask(
            "media_lifecycle_exports",
            "What GAX shows of a rule with several tasks, of a task without parameters, of an age that is not given, "
            "and whether it shows call types, labels and attached data.",
            "One line for each task is expected; what the line does not show has to be attested.",
            "the list in *Recording Lifecycle Scheduler*, with a rule for each of these that is not enabled",
            default={},
        ),
    ),
)
