# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small JSON files that many runs share on a host, such as the ledger and the lock: private to this collection.

A reader finds the old object or the new one, never a part. None of them holds a secret, and any account may read them.
"""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import stat
import time
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

MAX_BYTES = 1 << 20
FILE_MODE = 0o644
DIRECTORY_MODE = 0o755
# How long one write waits for another one on the same host; each takes milliseconds.
WAIT_SECONDS = 20.0

Object = Dict[str, Any]


class Malformed(Refusal):
    """There is a file, and what it holds is not what it should be."""


def read_json(path: str) -> Optional[Object]:
    """The object in a file, None when there is no file."""
    data = read_bytes(path)
    return None if data is None else _parsed(path, data)


def digest(path: str) -> Optional[str]:
    """SHA-256 of a file whatever it holds, None when there is no file."""
    data = read_bytes(path)
    return None if data is None else hashlib.sha256(data).hexdigest()


def create_json(path: str, value: Object) -> bool:
    """Whether the file was made, complete from its first moment. False: something has its name already."""
    with _writing(path), _complete(path, value) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            return False
        _sync(os.path.dirname(path))
        return True


def replace_json(path: str, value: Object) -> None:
    """Put a complete file in the place of what was there. Within `guarded` when the new one depends on the old one."""
    with _writing(path):
        _status(path)
        with _complete(path, value) as fresh:
            os.rename(fresh, path)
        _sync(os.path.dirname(path))


def remove(path: str) -> None:
    """Take the file away, if there is one. Within `guarded` when it depends on what it holds."""
    with _writing(path), contextlib.suppress(FileNotFoundError):
        os.unlink(path)
        _sync(os.path.dirname(path))


def change_json(path: str, decide: Callable[[Optional[Object]], Optional[Object]]) -> Optional[Object]:
    """Replace the file by what `decide` makes of the present object (None: there is none), which it returns.

    None from `decide` leaves the file as it is. Nobody else on this host changes the file meanwhile.
    """
    with guarded(path):
        value = decide(read_json(path))
        if value is not None:
            replace_json(path, value)
        return value


def change(
    path: str, read: Callable[[str], Any], decide: Callable[[Any], Any], write: Callable[[str, Any], None], check: bool
) -> Tuple[Any, Any]:
    """(what `read` finds, what `decide` makes of it), which is then written. Check mode predicts, and also refuses."""
    before = read(path)
    after = decide(before)
    if after == before:
        return before, after
    if check:
        problem = obstacle(path)
        if problem:
            raise Refusal(problem)
        return before, after
    with guarded(path):
        # Another one may have written since.
        before = read(path)
        after = decide(before)
        if after != before:
            write(path, after)
    return before, after


@contextlib.contextmanager
def guarded(path: str) -> Iterator[None]:
    """Alone among those on this host who change a file of this directory. The system ends it when a process dies."""
    folder = os.path.dirname(path)
    with _writing(path):
        _make_directory(folder)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                text = "%s is being written by another process for %d seconds; run this again, or end that process."
                raise Refusal(text % (folder, WAIT_SECONDS))
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def obstacle(path: str) -> Optional[str]:
    """Why the file could not be written, as far as it can be told without writing, for check mode."""
    folder = os.path.dirname(path)
    try:
        _status(path)
        if os.path.lexists(folder):
            _check_directory(folder)
    except Refusal as refusal:
        return str(refusal)
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK):
        return None
    why = errno.EACCES if os.path.isdir(folder) else errno.ENOTDIR
    return _cannot("written", path, OSError(why, os.strerror(why)))


# -- reading ---------------------------------------------------------------------------------------------------------


def read_bytes(path: str) -> Optional[bytes]:
    status = _status(path)
    if status is None:
        return None
    try:
        # What it was a moment ago it may be no longer: a link is not followed, and a pipe keeps nobody waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            _refuse_kind(path, os.fstat(stream.fileno()))
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refusal(_cannot("read", path, error)) from error
    if len(data) > MAX_BYTES:
        raise Malformed("%s is larger than 1 MiB, so none of ours: look at it, and move it away." % path)
    return data


def _status(path: str) -> Optional[os.stat_result]:
    """None when there is nothing; a sentence when it is no regular file."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refusal(_cannot("read", path, error)) from error
    _refuse_kind(path, status)
    return status


def _refuse_kind(path: str, status: os.stat_result) -> None:
    kinds = ((stat.S_ISLNK, "a symbolic link"), (stat.S_ISDIR, "a directory"), (stat.S_ISFIFO, "a named pipe"))
    if not stat.S_ISREG(status.st_mode):
        kind = next((words for test, words in kinds if test(status.st_mode)), "a device or socket")
        raise Malformed("%s is %s, not a regular file: look at it, and move it away." % (path, kind))


def _parsed(path: str, data: bytes) -> Object:
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
        # Half of a pair of surrogates is JSON, and nobody can print it.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Malformed("%s is no JSON object: look at it, and move it away when nothing in it is needed." % path)
    return value


def _no_constant(word: str) -> None:
    raise ValueError(word)


# -- writing ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refusal(_cannot("written", path, error)) from error


@contextlib.contextmanager
def _complete(path: str, value: Object) -> Iterator[str]:
    """A complete file on disk under a name of its own, which is free again afterwards."""
    folder, name = os.path.split(path)
    _make_directory(folder)
    fresh = os.path.join(folder, ".%s.new-%s" % (name, os.urandom(8).hex()))
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(json.dumps(value, indent=1, sort_keys=True).encode("ascii") + b"\n")
            stream.flush()
            os.fchmod(stream.fileno(), FILE_MODE)
            os.fsync(stream.fileno())
        yield fresh
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(fresh)


def _make_directory(folder: str) -> None:
    """With all above it that do not exist, each open to readers whatever the umask says."""
    if os.path.lexists(folder):
        return _check_directory(folder)
    _make_parent(folder)
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder)
        os.chmod(folder, DIRECTORY_MODE)
        _sync(os.path.dirname(folder))
    return None


def _make_parent(folder: str) -> None:
    # Those above may be links, as /var is on some systems.
    if not os.path.isdir(os.path.dirname(folder)):
        _make_directory(os.path.dirname(folder))


def _check_directory(folder: str) -> None:
    if not stat.S_ISDIR(os.lstat(folder).st_mode):
        raise Refusal("%s is a link or a file, not a directory: look at it, and move it away." % folder)


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    return True


def _cannot(what: str, path: str, error: OSError) -> str:
    remedy = "use become, or let the account that Ansible uses %s there" % ("write" if what == "written" else "read")
    if error.errno not in (errno.EACCES, errno.EPERM):
        remedy = "repair that, and run this again"
    return "%s cannot be %s: %s; %s." % (path, what, os.strerror(error.errno or 0), remedy)
