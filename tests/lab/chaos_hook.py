# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What strikes a program on a host at a chosen moment: Python imports it there as `sitecustomize`.

A moment is a change to something below GIR_CHAOS_DIR: just before the system call is made, and of fsync just after it
as well. GIR_CHAOS says what happens, where N counts from 1 the moments of a kind (such as rename), or `any` moments:

count         nothing; every moment becomes a line of the file GIR_CHAOS_DIR.moments
kill:KIND:N   SIGKILL at that moment
half          the kernel ends the program in the middle of the first write of a new content
block:KIND:N  the file GIR_CHAOS_DIR.reached appears, and the program stands still until it is gone
"""

import os
import resource
import signal
import sys
import time

BELOW = os.environ.get("GIR_CHAOS_DIR")
ACTION, KIND, NUMBER = (os.environ.get("GIR_CHAOS", "").split(":") + ["", ""])[:3]
# Event of sys.addaudithook -> which of its arguments name what is changed.
EVENTS = {
    "open": (0,), "os.mkdir": (0,), "os.rmdir": (0,), "os.remove": (0,), "os.rename": (0, 1), "os.link": (0, 1),
    "os.chmod": (0,), "os.chown": (0,), "os.setxattr": (0,), "os.truncate": (0,), "shutil.copyfile": (1,),
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
HALF = 4096
STATE = {"moments": 0, "busy": False}


def name_of(target):
    """The path of what a system call is about, given as a path or as a descriptor."""
    if isinstance(target, int):
        try:
            return os.readlink("/proc/self/fd/%d" % target)
        except OSError:
            return ""
    return os.fsdecode(target) if isinstance(target, (str, bytes)) else ""


def moment(kind, path):
    """One more change is about to be made, or has just been made."""
    STATE["moments"] += KIND in (kind, "any")
    struck = KIND in (kind, "any") and str(STATE["moments"]) == NUMBER
    if ACTION == "count":
        with open(BELOW + ".moments", "a") as moments:
            moments.write("%s %s\n" % (kind, path))
    elif ACTION == "kill" and struck:
        os.kill(os.getpid(), signal.SIGKILL)
    elif ACTION == "half" and kind == "open" and path.endswith(".new"):
        # Python ignores this signal; without that the kernel ends whoever writes beyond the limit.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, HALF))
    elif ACTION == "block" and struck:
        with open(BELOW + ".reached", "w") as reached:
            reached.write("%d\n" % os.getpid())
        while os.path.exists(BELOW + ".reached"):
            time.sleep(0.05)


def hook(event, arguments):
    """Called by the interpreter before each of these operations."""
    if STATE["busy"] or event not in EVENTS:
        return
    # To open a descriptor anew changes nothing.
    if event == "open" and (isinstance(arguments[0], int) or not (arguments[2] or 0) & WRITING):
        return
    STATE["busy"] = True
    try:
        names = [name_of(arguments[number]) for number in EVENTS[event]]
        if any(name.startswith(BELOW + "/") for name in names):
            moment(event.rpartition(".")[2], names[-1])
    finally:
        STATE["busy"] = False


def counted_fsync(descriptor, real=os.fsync):
    """fsync is not among the events."""
    name = name_of(descriptor)
    counts = (name + "/").startswith(BELOW + "/")
    STATE["busy"] = True
    try:
        if counts:
            moment("fsync", name)
        real(descriptor)
        if counts:
            moment("fsynced", name)
    finally:
        STATE["busy"] = False


if BELOW and ACTION:
    os.fsync = counted_fsync
    sys.addaudithook(hook)
