# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishes the ledger of this host for the site guards of other hosts. It only reads.

Needs Python 3.6 or later and its standard library. It ends with 0 when it is stopped, and with 2 when its configuration
is wrong or its port is taken.
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
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import settings
from ansible_collections.gir.multidc.plugins.module_utils._site_guard.publisher import Publisher

DONE, WRONG = 0, 2


def main(argv=None):
    parser = argparse.ArgumentParser(description="Publish the ledger of this host.")
    parser.add_argument("--config", default="/etc/gir-ledger-publisher/publisher.json", help="default: %(default)s")
    options = parser.parse_args(argv)
    try:
        known = settings.read_publisher(options.config)
        server = Publisher(known.port, known.key, known.ledger)
    except Refusal as problem:
        print("%s." % str(problem).rstrip("."), file=sys.stderr)
        return WRONG
    except OSError as problem:
        print("Port %s cannot be listened on: %s." % (known.port, problem.strerror), file=sys.stderr)
        return WRONG
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: ended.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # The number is for those who gave 0.
    print("The ledger is published at port %d." % server.server_address[1], file=sys.stderr, flush=True)
    ended.wait()
    server.shutdown()
    return DONE


if __name__ == "__main__":
    sys.exit(main())
