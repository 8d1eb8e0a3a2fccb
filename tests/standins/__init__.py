# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small, honest servers for what is documented about Genesys Interaction Recording.

Run them with tests/ on PYTHONPATH: ``python -m standins.run --config FILE`` starts a whole system,
``standins.rws.cluster(...)`` gives a test a cluster of Recording Web Services nodes in its own process.
What each behaviour rests on is in docs/stand-ins.md.
"""
