# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of role index_update as cron or systemd start it, against the RWS stand-in."""

import ast
import fcntl
import signal
import sys
import time
from datetime import datetime, timezone

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.programs import sources
from gatekit.house import managed_problems
from index_program import HOUR, ROLE, Program, assert_without_gap, spans
from standins import rws

BOTH = {"recordings": "recordings", "screen_recordings": "screen-recordings"}


@pytest.fixture
def system():
    with rws.cluster(nodes=2, data_centers=("dc2",), monitoring_delay=0.2, eservices_site="DC2") as running:
        yield running


@pytest.fixture
def program(tmp_path, system):
    return Program(tmp_path, system.urls)


def now():
    return int(time.time() * 1000)


def iso(milliseconds):
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# -- what is installed ---------------------------------------------------------------------------------------------


def test_installed_files_import_what_is_installed_or_the_standard_library():
    files = sources("index_update")
    modules = {name[:-3].replace("/", ".") for name in files}
    known = modules | sys.stdlib_module_names
    for name, source in files.items():
        tree = ast.parse(source.read_text(encoding="utf-8") if source else "")
        for node in ast.walk(tree):
            wanted = []
            if isinstance(node, ast.Import):
                wanted = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module not in modules:
                wanted = [f"{node.module}.{alias.name}" for alias in node.names]
            missing = [word for word in wanted if word not in known and word.split(".")[0] not in known]
            assert missing == [], f"{name} imports {missing}, which the role does not install"


def test_nothing_is_newer_than_the_oldest_python_of_managed_hosts():
    for path in sorted((ROLE / "files").glob("*.py")):
        assert list(managed_problems(path.name, path.read_text(encoding="utf-8"))) == []


def test_every_file_of_the_program_is_installed():
    assert {path for path in sources("index_update").values() if path and path.parent == ROLE / "files"} == set(
        (ROLE / "files").glob("*.py")
    )


def test_it_runs_on_the_oldest_python(tmp_path, system, oldest_python):
    for number, python in enumerate(oldest_python):
        program = Program(tmp_path / str(number), system.urls, python=(python, "-I", "-S"))
        system.set_dialect(csrf="on")
        program.run().ended(0, "recordings from", "Done: ")
        program.configure(password="wrong-password")
        program.run().ended(1, "FAILED: recordings, screen_recordings")


def test_a_collection_that_the_hosts_python_has_is_not_taken_for_its_own(tmp_path, system):
    other = tmp_path / "site" / "ansible_collections"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("", encoding="utf-8")
    program = Program(tmp_path / "here", system.urls, python=(sys.executable,))
    program.run(PYTHONPATH=str(other.parent)).ended(0)


# -- windows -------------------------------------------------------------------------------------------------------


def test_the_first_run_covers_the_first_span_of_both_indexes_in_bounded_windows(program, system):
    began = now()
    done = program.run().ended(0, "Done: ", "recordings covered until", "screen_recordings covered until")
    for index, resource in BOTH.items():
        windows = spans(system, resource)
        assert_without_gap(windows, 24)
        started = program.status["started_ms"]
        assert windows[0][0] <= started - 72 * HOUR < windows[0][0] + HOUR
        assert windows[-1][1] >= started > windows[-1][1] - HOUR
        entry = program.status["indexes"][index]
        assert (entry["state"], entry["windows_done"], entry["windows_left"]) == ("ok", len(windows), 0)
        assert began <= entry["covered_until_ms"] <= now()
        assert entry["covered_until"] == iso(entry["covered_until_ms"])
        assert done.output.count(f"{index} from ") >= len(windows)
    status = program.status
    assert (status["state"], status["exit_status"], status["host"]) == ("ok", 0, "rws1-dc2")
    assert status["last_success_ms"] == status["started_ms"] and status["finished_ms"] >= status["started_ms"]
    assert {run["purgeOld"] for run in system.index_runs} == {False}
    assert program.status_file.stat().st_mode & 0o777 == 0o644


def test_the_next_run_begins_at_the_last_success_minus_the_overlap(program, system):
    program.run().ended(0)
    covered = program.covered()
    system.index_runs.clear()
    program.run().ended(0)
    ((start, end),) = spans(system)
    assert start == (covered - 2 * HOUR) // HOUR * HOUR
    assert end >= program.status["started_ms"]


def test_an_outage_of_several_days_is_caught_up_in_bounded_windows_without_a_gap(program, system):
    program.run().ended(0)
    long_ago = now() - 5 * 24 * HOUR - 1234567
    program.change_status(covered_until_ms=long_ago)
    program.configure(window_hours=6)
    system.index_runs.clear()
    program.run().ended(0)
    for resource in BOTH.values():
        windows = spans(system, resource)
        assert_without_gap(windows, 6)
        assert windows[0][0] == (long_ago - 2 * HOUR) // HOUR * HOUR
        assert windows[-1][1] >= program.status["started_ms"]


def test_most_windows_bound_a_run_and_the_next_one_goes_on(program, system):
    program.configure(most_windows=2, indexes=["recordings"])
    program.run().ended(0, "more windows are left for the next run")
    first = spans(system)
    entry = program.status["indexes"]["recordings"]
    assert len(first) == entry["windows_done"] == 2 and entry["windows_left"] >= 1 and entry["state"] == "behind"
    assert entry["covered_until_ms"] == first[-1][1] and program.status["last_success_ms"] is None
    program.run().ended(0)
    second = spans(system)[2:]
    assert second[0][0] == first[-1][1] - 2 * HOUR
    while program.status["indexes"]["recordings"]["state"] == "behind":
        program.run().ended(0)
    assert program.status["last_success_ms"] is not None


def test_only_the_indexes_that_are_asked_for(program, system):
    program.configure(indexes=["screen_recordings"])
    program.run().ended(0)
    assert spans(system) == [] and spans(system, "screen-recordings")
    assert list(program.status["indexes"]) == ["screen_recordings"]


# -- faults --------------------------------------------------------------------------------------------------------


def test_a_lost_answer_stops_one_index_and_is_repeated_by_the_next_run(program, system):
    system.faults.add("drop", path="/recordings$", method="POST", phase="after", times=1)
    program.run().ended(
        1, "FAILED: recordings:", "not known whether the request was executed", "The next run repeats it"
    )
    status = program.status
    assert (status["state"], status["exit_status"]) == ("failed", 1)
    assert "not known whether the request was executed" in status["message"]
    assert status["indexes"]["recordings"]["state"] == "failed" and program.covered() is None
    assert status["indexes"]["screen_recordings"]["state"] == "ok" and status["last_success_ms"] is None
    lost = spans(system)
    assert len(lost) == 1
    program.run().ended(0)
    assert spans(system)[1] == lost[0]
    assert program.status["state"] == "ok"


def test_a_node_that_answers_503_is_replaced_by_another_one(program, system):
    fault = system.faults.add("status", status=503, node="rws1-dc2")
    program.run().ended(0)
    assert {run["node"] for run in system.index_runs} == {"rws2-dc2"}
    system.faults.remove(fault)
    system.faults.add("status", status=503, method="POST")
    program.run().ended(1, "No RWS node could serve POST", "HTTP 503")
    # What was covered before stays covered.
    assert program.covered() is not None and program.status["last_success_ms"] is not None


def test_nobody_answers(program, system):
    system.stop()
    program.run().ended(1, "FAILED: recordings, screen_recordings", "connection refused")
    assert {entry["state"] for entry in program.status["indexes"].values()} == {"failed"}


def test_an_expired_session_with_csrf_on_is_renewed(program, system):
    system.set_dialect(csrf="on")
    system.faults.add("expired_session", method="POST", times=2)
    program.run().ended(0)


def test_a_refused_account_is_said_without_the_password(program, system):
    program.configure(password="not-the-password")
    done = program.run().ended(1, "the server did not accept the user name or the password")
    assert "not-the-password" not in done.output + program.status_file.read_text(encoding="utf-8")
    assert system.index_runs == []


def test_the_contact_center_is_found_or_must_be_a_known_one(program, system):
    program.configure(contact_center_id=system.contact_center_id.upper())
    program.run().ended(0)
    program.configure(contact_center_id="00000000-0000-4000-8000-000000000000")
    program.run().ended(1, "is not known to RWS, which lists:")


# -- lock and signals ----------------------------------------------------------------------------------------------


def test_a_second_run_does_nothing_while_one_holds_the_lock(program, system):
    with open(program.state / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711\n")
        lock.flush()
        program.run().ended(75, "Another run (process 4711) holds the lock")
    assert system.requests == [] and not program.status_file.exists()
    program.run().ended(0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_an_end_in_the_middle_leaves_a_true_status_and_the_next_run_goes_on(program, system, number):
    program.configure(window_hours=6, indexes=["recordings"])
    system.faults.add("delay", seconds=0.3, method="POST")
    process = program.start()
    wait_for(lambda: len(spans(system)) >= 3)
    process.send_signal(number)
    done = program.finish(process)
    system.faults.remove()
    entry, sent = program.status["indexes"]["recordings"], spans(system)
    assert 1 <= entry["windows_done"] <= len(sent)
    assert program.covered() == sent[entry["windows_done"] - 1][1]
    if number == signal.SIGTERM:
        done.ended(1, "It was stopped by SIGTERM")
        assert program.status["state"] == "failed" and "SIGTERM" in program.status["message"]
    else:
        assert program.status["state"] == "running"
    wait_for(lambda: all(call["status"] for call in system.requests))
    covered, before = program.covered(), len(spans(system))
    again = program.run().ended(0)
    assert ("The last run was ended before it could say so" in again.output) is (number == signal.SIGKILL)
    rest = spans(system)[before:]
    assert rest[0][0] == covered - 2 * HOUR
    assert_without_gap(rest, 6)


def test_a_run_that_nobody_listens_to_writes_to_syslog_and_ends_well(program):
    program.run("--syslog").ended(0)


# -- status and clock ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b'{"indexes": {"recor', "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[1]", "is not one of this program"),
        (b'{"indexes": {"recordings": 5}}', "is not one of this program"),
        (b'{"indexes": {"recordings": {"covered_until_ms": "yesterday"}}}', "holds a time that is none"),
        (b'{"indexes": {"recordings": {"covered_until_ms": -5}}}', "holds a time that is none"),
    ],
)
def test_a_corrupt_status_is_kept_aside_and_the_first_span_is_updated(program, system, content, words):
    program.status_file.write_bytes(content)
    program.run().ended(0, words, "this run begins as the first one does")
    assert (program.state / "status.json.corrupt").read_bytes() == content
    assert spans(system)[0][0] <= program.status["started_ms"] - 72 * HOUR
    assert program.status["state"] == "ok"


def test_a_status_from_the_future_makes_no_empty_window(program, system):
    program.run().ended(0)
    program.change_status(covered_until_ms=now() + 40 * 24 * HOUR, last_success_ms=now() + 40 * 24 * HOUR)
    system.index_runs.clear()
    program.run().ended(0, "one of both is or was wrong; they are updated as in the first run")
    for resource in BOTH.values():
        assert_without_gap(spans(system, resource), 24)
        assert spans(system, resource)[0][0] <= now() - 72 * HOUR
    assert program.covered() <= now() and program.status["last_success_ms"] <= now()
    # A clock that was set back by minutes is no reason to begin anew.
    program.change_status(covered_until_ms=now() + 600000)
    system.index_runs.clear()
    assert "updated as in the first run" not in program.run().ended(0).output
    assert len(spans(system)) == 1


def test_without_a_place_for_its_progress_nothing_is_sent(program, system):
    (program.state / "status.json.new").mkdir()
    program.run().ended(2, "cannot be written", "Nothing was sent.")
    (program.state / "status.json.new").rmdir()
    program.configure(lock_file=str(program.state / "missing" / "lock"))
    program.run().ended(2, "cannot be opened", "run site")
    program.configure(lock_file=str(program.state / "lock"))
    program.status_file.mkdir()
    program.run().ended(2, "cannot be read")
    assert system.index_runs == []


def takes_the_place_of(path):
    """Whether a directory could be put where the program writes; not while it is just writing there."""
    try:
        path.mkdir()
    except FileExistsError:
        return False
    return True


def test_a_place_for_its_progress_that_is_lost_on_the_way_ends_the_run(program, system):
    program.configure(window_hours=6, indexes=["recordings"])
    system.faults.add("delay", seconds=0.3, method="POST")
    process = program.start()
    wait_for(lambda: len(spans(system)) >= 1)
    wait_for(lambda: takes_the_place_of(program.state / "status.json.new"))
    program.finish(process).ended(1, "cannot be written")
    assert len(spans(system)) <= 3


# -- configuration -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {
                "urls": [], "username": None, "indexes": ["recordings", "recordings"], "window_hours": 0,
                "overlap_hours": True, "colour": "blue",
            },
            (
                "urls is not a list of addresses", "username is missing", "colour is unknown",
                "indexes is not a list of recordings and screen_recordings",
                "window_hours is not a number of hours, 1 or more", "overlap_hours is not a number of hours, 0 or more",
            ),
        ),
        ({"urls": ["ftp://rws"]}, ["is not an address"]),
        ({"urls": ["http://ops:ops-password@rws:8080"]}, ["contains a user name or a password"]),
        ({"most_windows": 2, "window_hours": 12, "overlap_hours": 24}, ["no run would get ahead"]),
        ({"ca_path": "/no/such/file"}, ["ca_path: '/no/such/file' does not exist"]),
    ],
    ids=["several", "scheme", "account", "windows", "file"],
)
def test_a_wrong_configuration_is_refused_in_words(program, system, settings, words):
    """All that is wrong at once, and of what is right by itself the first."""
    program.configure(**settings)
    program.run().ended(2, *words, "Nothing was sent.")
    assert system.requests == []


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ('{"password": "ops-password", "urls": ', 0o600, "is not JSON in line 1"),
        ("[]", 0o600, "is not a JSON object"),
        ("{}", 0o640, "give it mode 0600"),
    ],
)
def test_an_unusable_configuration_file_is_refused_in_words(program, text, mode, words):
    program.write_config(text, mode)
    program.run().ended(2, words)
    program.config_file.unlink()
    program.run().ended(2, "cannot be read: No such file or directory")


def test_paths_below_another_root(tmp_path, system):
    program = Program(tmp_path, system.urls, status_file="/state/status.json", lock_file="/state/lock")
    program.run("--root", str(tmp_path)).ended(0)
    assert program.status["state"] == "ok"
