# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All rws_* modules under every reading of what the documentation leaves open."""

import module_runs
import pytest
import series
from rws_systems import ACTING, HOLDING, READERS, WRITERS, connect, recorded
from standins import rws
from standins.rws_dialects import DIALECTS

pytestmark = pytest.mark.usefixtures("short_pauses")

OTHER_READINGS = [(name, value) for name, dialect in DIALECTS.items() for value in list(dialect.values)[1:]]

# Where a reading leaves no way to know the state, modules change at every run ...
ALWAYS = {
    ("environment_site", "hidden"): {"rws_multimedia_switch"},
    ("environment_site", "absent_404"): {"rws_multimedia_switch"},
    ("environment_site", "absent_405"): {"rws_multimedia_switch"},
    ("features_read", "refused_404"): {"rws_features"},
    ("features_read", "refused_405"): {"rws_features"},
}
UNDOCUMENTED = [("undocumented_reads", value) for value in ("html_404", "spring_404", "empty_404")]
ALWAYS.update(dict.fromkeys(UNDOCUMENTED, {"rws_multimedia_switch", "rws_features", "rws_recording_tables"}))
# ... and where it could do harm, or RWS wants another form, the module says so.
REFUSED = {
    ("voice_store_read", "refused_404"): ("rws_storage", "use state=replaced"),
    ("voice_store_read", "refused_405"): ("rws_storage", "use state=replaced"),
    ("voice_store_form", "credential"): ("rws_storage", "voice_payload"),
    ("voice_store_location", "refused"): ("rws_storage", "voice_payload"),
    # Every answer of RWS has a statusCode, and nothing shows whether a window was indexed.
    ("operation_status", "empty_object"): ("rws_force_index", "not known whether"),
    **dict.fromkeys(UNDOCUMENTED, ("rws_storage", "use state=replaced")),
    ("label_permission", "refused"): ("rws_label_definitions", "RECORDING_PERMISSION_ADD_LABEL_DEFINITION"),
}


def together():
    """Each reading alone in `make record`; in CI two of them at once, unless they hide what the other one changes."""
    alone = [reading for reading in OTHER_READINGS if reading in ALWAYS or reading in REFUSED]
    if series.length(sample=False, whole=True):
        return [[reading] for reading in OTHER_READINGS]
    rest = [reading for reading in OTHER_READINGS if reading not in alone]
    half = (len(rest) + 1) // 2
    return [[reading] for reading in alone] + [rest[number::half] for number in range(half)]


@pytest.mark.parametrize("readings", together(), ids=str)
def test_every_module_works_under_every_reading(readings):
    assert len(dict(readings)) == len(readings)
    with rws.cluster(nodes=1, data_centers=("dc1", "dc2"), monitoring_delay=0.1, dialect=dict(readings)) as system:
        recorded(system, "call-1")
        # A hold needs what the others write.
        for module in sorted(WRITERS) + sorted(HOLDING):
            arguments = connect(system, **{**WRITERS, **HOLDING}[module])
            refuses, words = REFUSED.get(readings[0], (None, None))
            if module == refuses:
                assert words in module_runs.fail(module, arguments)["msg"]
                continue
            predicted = module_runs.succeed(module, arguments, check=True)
            real = module_runs.succeed(module, arguments)
            assert (predicted["changed"], predicted["diff"]) == (True, real["diff"]), module
            again = module_runs.succeed(module, arguments)
            always = module in {*ACTING, *ALWAYS.get(readings[0], ())}
            assert again["changed"] is always, module
        for module in sorted(READERS):
            module_runs.succeed(module, connect(system, **READERS[module]))


@pytest.mark.parametrize("read", ["refused_404", "refused_405"])
def test_voice_storage_that_cannot_be_read_is_written_as_a_whole(read):
    with rws.cluster(nodes=1, dialect={"voice_store_read": read}) as system:
        arguments = connect(system, state="replaced", **WRITERS["rws_storage"])
        result = module_runs.succeed("rws_storage", arguments)
        assert len(system.store.view(None).get("ops-settings/recordings")) == 2
        assert "written at every run" in str(result.get("warnings"))
