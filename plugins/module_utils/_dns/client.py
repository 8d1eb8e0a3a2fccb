# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions to authoritative name servers, signed with TSIG: private to this collection, may change at any time.

dnspython does the protocol. Only TCP: an update that UDP loses would have to be sent again without knowing what the
first one did.
"""

import contextlib
import traceback

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._http import reach

try:
    import dns.exception
    import dns.flags
    import dns.message
    import dns.name
    import dns.query
    import dns.rcode
    import dns.rdatatype
    import dns.tsig
    import dns.tsigkeyring
except ImportError:
    MISSING = traceback.format_exc()
else:
    MISSING = None

TYPES = ("A", "AAAA", "CNAME")
ALGORITHMS = ("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512")
MD5 = "hmac-md5.sig-alg.reg.int"
REMEDIES = {
    "REFUSED": "it refuses this key or this address; let its zone allow it (update-policy, allow-update, allow-query)",
    "NOTAUTH": "it is not the authority for the zone; ask a server that holds the zone, and correct the zone's name",
    "NOTZONE": "the name is outside of the zone that was given",
    "SERVFAIL": "it failed; its own log says why (often it cannot write its zone file or journal)",
    "FORMERR": "it did not understand the request",
    "NOTIMP": "it does not take dynamic updates",
}


class Trouble(Refusal):
    """What one server could not do, in words; another server may. What it was asked to change it has not changed."""


class Lost(Trouble):
    """The same, but nobody knows whether it did what it was asked to."""


class Stop(Refusal):
    """What no other server would do better."""


def connection_spec(key_required):
    """The options that the dns_* modules share."""
    return {
        "server": {"type": "list", "elements": "str", "required": True},
        "port": {"type": "int", "default": 53},
        "key_name": {"type": "str", "required": key_required},
        "key_secret": {"type": "str", "no_log": True, "required": key_required},
        "key_algorithm": {"type": "str", "choices": list(ALGORITHMS), "default": "hmac-sha256"},
        "timeout": {"type": "int", "default": 10},
    }


def require_library(module: AnsibleModule) -> None:
    """Leave the module where dnspython is missing."""
    if MISSING:
        module.fail_json(msg=missing_required_lib("dnspython"), exception=MISSING)


def connection_problems(params):
    """What is wrong with the values of those options."""
    problems = []
    if not [server for server in params["server"] if server.strip()]:
        problems.append("server names no name server; give the address of one.")
    for server in params["server"]:
        if server.strip().startswith("["):
            problems.append("server has %r; give the address without brackets." % server)
    if not 0 < params["port"] < 65536:
        problems.append("port is %d; give a number from 1 to 65535." % params["port"])
    if not 0 < params["timeout"] <= 600:
        problems.append("timeout is %d; give seconds from 1 to 600." % params["timeout"])
    if params["key_name"]:
        try:
            keyring(params)
        except Exception:
            # Never the reason: it may quote the secret.
            problems.append("key_name and key_secret are no TSIG key: the secret is base64, as tsig-keygen writes it.")
    return problems


def keyring(params):
    """The key as dnspython wants it, or None."""
    if not params["key_name"]:
        return None
    algorithm = MD5 if params["key_algorithm"] == "hmac-md5" else params["key_algorithm"]
    return dns.tsigkeyring.from_text({params["key_name"]: (algorithm, params["key_secret"])})


def full_name(text):
    """A full name, with or without the dot at its end; None when it is none."""
    try:
        name = dns.name.from_text(text.strip())
    except (dns.exception.DNSException, ValueError):
        return None
    return None if name == dns.name.root else name


def shown(name):
    """A name as people write it."""
    return name.to_text(omit_final_dot=True)


def each_server(module, work):
    """What `work(server)` gave with the first server that could do it; Trouble says what all said."""
    said = []
    for text in module.params["server"]:
        try:
            found = work(Server(text.strip(), module.params))
        except Trouble as trouble:
            said.append("Name server %s: %s." % (text.strip(), trouble))
            continue
        for problem in said:
            module.warn(problem)
        return found
    raise Trouble(" ".join(said))


class Server:
    """One name server and the time that it is given."""

    def __init__(self, text, params):
        self.text = text
        self.port = params["port"]
        self.key = keyring(params)
        self.key_name = params["key_name"]
        self.deadline = reach.Deadline(params["timeout"])
        self.timeout = params["timeout"]
        self.addresses = _addresses(text, self.port, self.deadline)

    def read(self, name, kind):
        """(values, ttl) of the records of one name and type as this server has them; ([], None) when there are none."""
        answer = self._ask(name, kind)
        for rrset in answer.answer:
            if rrset.name == name and rrset.rdtype == dns.rdatatype.from_text(kind):
                return sorted(map(_value, rrset)), rrset.ttl
        return [], None

    def kinds(self, name):
        """The types of all records of a name; a server that does not tell (RFC 8482) gives none."""
        found = [dns.rdatatype.to_text(rrset.rdtype) for rrset in self._ask(name, "ANY").answer if rrset.name == name]
        return set(found) - {"HINFO", "RRSIG", "NSEC"}

    def _ask(self, name, kind):
        query = dns.message.make_query(name, kind)
        # It is asked for what it holds itself, not for what others told it.
        query.flags &= ~dns.flags.RD
        answer = self.send(query)
        rcode = dns.rcode.to_text(answer.rcode())
        if rcode not in ("NOERROR", "NXDOMAIN"):
            raise Trouble("asked for %s %s, it answers %s: %s" % (shown(name), kind, rcode, remedy(rcode)))
        if not answer.flags & dns.flags.AA:
            raise Trouble("it is not authoritative for %s; give a server that holds the zone" % shown(name))
        return answer

    def send(self, message):
        """The answer, which must come in time and be signed like the request."""
        if self.key:
            message.use_tsig(self.key)
        connection = self._connect()
        try:
            with contextlib.closing(connection):
                answer = dns.query.tcp(message, self.text, timeout=self.deadline.patience(), sock=connection)
        except (dns.exception.DNSException, EOFError, OSError) as problem:
            raise self._meaning(problem) from problem
        if self.key and not answer.had_tsig:
            raise Lost(
                "its answer %s is not signed with the TSIG key %s, so it cannot be trusted"
                % (dns.rcode.to_text(answer.rcode()), self.key_name)
            )
        return answer

    def _meaning(self, problem):
        """What went wrong, in words; a Trouble only when the server cannot have done what it was asked to."""
        if isinstance(problem, dns.tsig.PeerBadKey):
            return Trouble("it does not know the TSIG key %s (BADKEY); correct key_name" % self.key_name)
        if isinstance(problem, dns.tsig.PeerBadSignature):
            return Trouble(
                "it has another secret or algorithm for the TSIG key %s (BADSIG); correct key_secret or key_algorithm"
                % self.key_name
            )
        if isinstance(problem, dns.tsig.PeerBadTime):
            return Trouble("its clock and the one here differ too much for TSIG (BADTIME); set both clocks")
        if isinstance(problem, dns.exception.Timeout):
            return Lost("no answer within %d s" % self.timeout)
        if isinstance(problem, EOFError):
            return Lost("it closed the connection without an answer")
        if isinstance(problem, OSError):
            reason = problem.strerror or "no reason is known"
            return Lost("the connection to its port %d failed: %s" % (self.port, reason))
        signature = (dns.tsig.BadTime, dns.tsig.BadSignature, dns.tsig.BadKey, dns.tsig.PeerError)
        if isinstance(problem, signature + (dns.message.UnknownTSIGKey,)):
            return Lost("its answer is not signed with the TSIG key %s as it should be" % self.key_name)
        # Later versions of dnspython call an answer without a signature malformed too.
        unsigned = ", or is not signed with the TSIG key %s" % self.key_name if self.key else ""
        return Lost("its answer cannot be understood%s" % unsigned)

    def _connect(self):
        """A connection to the first address that takes one: nothing was sent to any other."""
        try:
            return reach.first_open(self.addresses, self.deadline)
        except reach.OutOfTime as problem:
            raise Trouble(str(problem)) from problem
        except ConnectionRefusedError as problem:
            raise Trouble("nothing listens at its port %d" % self.port) from problem
        except reach.Unreachable as problem:
            said = ", ".join("%s says: %s" % (address, why.strerror) for address, why in problem.problems)
            raise Trouble("its port %d cannot be reached: %s" % (self.port, said)) from problem
        except OSError as problem:
            reason = problem.strerror or "no reason is known"
            raise Trouble("its port %d cannot be reached: %s" % (self.port, reason)) from problem


def remedy(rcode):
    """What an operator does about an answer."""
    return REMEDIES.get(rcode, "its own log says more")


def _value(rdata):
    target = getattr(rdata, "target", None)
    return rdata.to_text() if target is None else shown(target).lower()


def _addresses(text, port, deadline):
    try:
        return reach.resolve(text, port, deadline)
    except reach.OutOfTime as problem:
        raise Trouble(str(problem)) from problem
    except (OSError, UnicodeError) as problem:
        raise Trouble("its name cannot be resolved") from problem
