# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards the Muxer and the processors of this host: a service, and with --permit the question of a unit that starts.

Needs Python 3.6 or later and its standard library. Exit status of --permit: 0 the unit may start, 1 it may not, 2 the
guard does not answer. The service ends with 0 when it is stopped, and with 2 when its configuration is wrong.
"""

import argparse
import os
import signal
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import guard, permission
from ansible_collections.gir.multidc.plugins.module_utils._site_guard.host import Host

DONE, REFUSED, UNKNOWN = 0, 1, 2


def arguments(argv):
    parser = argparse.ArgumentParser(description="Guard the Muxer and the processors of this host.")
    parser.add_argument("--config", default="/etc/gir-site-guard/guard.json", help="default: %(default)s")
    parser.add_argument("--state", default="/var/lib/gir-site-guard/state.json", help="default: %(default)s")
    parser.add_argument("--socket", default="/run/gir-site-guard/permit", help="default: %(default)s")
    parser.add_argument("--permit", metavar="UNIT", help="ask the guard whether this unit may start")
    return parser.parse_args(argv)


def permit(options):
    try:
        allowed, sentence = permission.ask(options.socket, options.permit)
    except Refusal as problem:
        print("%s is not started: %s." % (options.permit, problem), file=sys.stderr)
        return UNKNOWN
    if not allowed:
        print("%s is not started: %s." % (options.permit, sentence), file=sys.stderr)
    return DONE if allowed else REFUSED


def serve(options, host):
    """Look until a signal comes. What fails once is tried again: a guard that ends guards nothing."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: ended.set())
    guarding = guard.Guard(options.config, options.state, host)
    server = permission.Server(options.socket, guarding.permit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while not ended.is_set():
        try:
            pause = guarding.look()
        except Refusal as problem:
            host.warn("%s." % str(problem).rstrip("."))
            pause = guard.CUT_OFF_PERIOD
        except Exception as problem:
            host.warn("Internal error: %s: %s." % (type(problem).__name__, problem))
            pause = guard.CUT_OFF_PERIOD
        ended.wait(pause)
    server.shutdown()
    return DONE


def main(argv=None):
    options = arguments(argv)
    return permit(options) if options.permit else serve(options, Host())


if __name__ == "__main__":
    sys.exit(main())
