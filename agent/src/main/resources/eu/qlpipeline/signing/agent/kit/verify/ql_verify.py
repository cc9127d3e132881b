#!/usr/bin/env python3
"""Verifies QL-Pipeline's answers to raw and to bound challenges, single and batched (QL-SIGN v1).

    ql_verify.py FILE        reads one JSON object from FILE, or from standard input where FILE is -

Byte strings are hexadecimal, times Unix milliseconds. Members of the object, the verifier's own first:

    mode                 "raw" or "bound", as you fixed it when you stored the certificate
    certificate          PEM of the stored certificate, and of no other; or certificateFile, its path
    challenge            raw: the 32 bytes that you sent
    audience             bound: your own name
    verifierNonce        bound: the 32 bytes that you sent
    channelBindingType   bound: "none" or "tls-exporter", as you fixed it; none where absent
    channelBindingValue  bound: the 32 bytes exported from your own connection, with tls-exporter
    now                  the time to judge by; your clock's where absent
    reply                what came back: certificateSha256, scheme ("RSA4096_PSS_SHA256_SALT478" or "..._SALT32"), and
                         raw: signature
                         bound: agentNonce, issuedAtMs, expiresAtMs, channelBindingType, and signature or batchProof

Says "verified" and exits with 0; says "rejected: REASON: ..." and exits with 1; says "unusable" and exits with 2 where the object
itself is of no use, Python lacks something, or standard output cannot be written: then nothing is known of the answer.

As a module: verify_raw(Stored(pem), challenge, reply) and verify_bound(Stored(pem), own, reply, pending.spend), with pending a
PendingNonces, return or raise Rejected. challenge, and in own verifierNonce and channelBindingValue (bytes(32) with "none"), are
bytes; reply is as above: byte strings in hexadecimal, scheme without the SIGNATURE_SCHEME_ of the .proto, channelBindingType
"none" or "tls-exporter".

Needs Python 3.9 and the package cryptography 3.1, or later ones.

Nonces are yours to keep: PendingNonces does it for one process. The program, which lives for one answer, cannot know whether
a nonce was used before.
"""
import datetime
import hashlib
import hmac
import json
import os
import re
import struct
import sys
import threading
import time
from collections import OrderedDict


def unusable(problem):
    print("unusable: %s" % problem, file=sys.stderr)
    return 2


def say(line, code):
    """The exit code, once the line is written: print would keep it, for Python to end with 120, or with 0, where it cannot be."""
    try:
        os.write(sys.stdout.fileno(), (line + "\n").encode("ascii", "backslashreplace"))
    except (AttributeError, OSError):  # standard output that is closed is None
        return unusable("standard output: cannot be written")
    return code


try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
except BaseException as lacking:  # a program must not end with 1, which means rejected
    if __name__ != "__main__":
        raise
    sys.exit(unusable("%s: %s (expected: the package cryptography, 3.1 or later)" % (type(lacking).__name__, lacking)))

SCHEMES = {"RSA4096_PSS_SHA256_SALT478": 478, "RSA4096_PSS_SHA256_SALT32": 32}
BINDINGS = {"none": 0, "tls-exporter": 1}
BOUND = {"agentNonce", "issuedAtMs", "expiresAtMs", "channelBindingType"}
SIGNATURE = 512
LONGEST_LIFE = 120_000
SKEW = 30_000
HIGHEST = 16
RESERVED = (
    b" " * 16,
    b"QL-SIGN",
    bytes.fromhex("846a5369676e617475726531"),
    bytes.fromhex("85695369676e6174757265"),
    b"DSSEv1 ",
    b"SSHSIG",
    b"\xffTCG",
)
TEXT = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F))


class Rejected(Exception):
    """An answer that proves nothing."""

    def __init__(self, reason, message):
        super().__init__("%s: %s" % (reason, message))
        self.reason = reason


class Unusable(Exception):
    """What the verifier itself was given is of no use."""


class Stored:
    """A stored certificate: QL-Pipeline's, RSA of 4096 bits."""

    def __init__(self, pem):
        count = pem.count(b"-----BEGIN CERTIFICATE-----")
        if count > 1:
            raise Unusable("certificate: %d in PEM (expected: 1, as in ql-pipeline.crt)" % count)
        try:
            self.certificate = x509.load_pem_x509_certificate(pem)
        except ValueError as problem:
            raise Unusable("certificate: not one in PEM") from problem
        self.key = self.certificate.public_key()
        if not isinstance(self.key, rsa.RSAPublicKey) or self.key.key_size != 4096:
            raise Unusable("certificate: its key is not RSA of 4096 bits")
        self.fingerprint = hashlib.sha256(self.certificate.public_bytes(serialization.Encoding.DER)).digest()

    def require(self, fingerprint):
        if len(fingerprint) != 32:
            raise Rejected("FINGERPRINT_LENGTH", "%d bytes (expected: 32)" % len(fingerprint))
        if not hmac.compare_digest(fingerprint, self.fingerprint):
            raise Rejected(
                "CERTIFICATE_NOT_TRUSTED",
                "certificate: SHA256:%s (expected: SHA256:%s)" % (fingerprint.hex(), self.fingerprint.hex()),
            )

    def require_valid(self, now):
        at = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(milliseconds=now)
        first, last = self.dates()
        if at < first:
            raise Rejected("CERTIFICATE_NOT_YET_VALID", "valid from %s (expected: valid at %s)" % (first, at))
        if at > last:
            raise Rejected("CERTIFICATE_EXPIRED", "expired at %s (expected: valid at %s)" % (last, at))

    def dates(self):
        """In UTC; releases before 42 have them under other names, and without a zone."""
        try:
            return self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        except AttributeError:
            zone = datetime.timezone.utc
            stored = self.certificate
            return stored.not_valid_before.replace(tzinfo=zone), stored.not_valid_after.replace(tzinfo=zone)

    def require_signature(self, signature, message, salt):
        if len(signature) != SIGNATURE:
            raise Rejected("SIGNATURE_LENGTH", "signature: %d bytes (expected: 512)" % len(signature))
        try:
            self.key.verify(
                signature, message, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256()
            )
        except InvalidSignature:
            raise Rejected(
                "SIGNATURE_INVALID", "not by the stored certificate's key over this challenge, for this audience"
            ) from None


class PendingNonces:
    """Your own nonces that wait for an answer: each is used once, in time, and there are at most so many.

    now: milliseconds by any clock that is never set back, the same in every call; where absent, since the machine was started.
    """

    def __init__(self, limit=65_536, life_ms=120_000):
        self._limit, self._life = limit, life_ms
        self._pending = OrderedDict()
        self._lock = threading.Lock()

    def issue(self, now=None):
        now = uptime() if now is None else now
        with self._lock:
            while self._pending and next(iter(self._pending.values())) < now:
                self._pending.popitem(last=False)
            if len(self._pending) >= self._limit:
                raise Rejected("NONCES_EXHAUSTED", "%d wait for answers" % self._limit)
            nonce = os.urandom(32)
            self._pending[nonce] = now + self._life
            return nonce

    def spend(self, nonce, now=None):
        now = uptime() if now is None else now
        with self._lock:
            expires = self._pending.pop(nonce, None)
        if expires is None:
            raise Rejected("NONCE_UNKNOWN", "nonce: not pending, or answered before")
        if expires < now:
            raise Rejected("NONCE_EXPIRED", "nonce: waited too long for its answer")


def clock():
    return time.time_ns() // 1_000_000


def uptime():
    """For lives: a clock that is set would make them longer, and keep those behind the longest of them."""
    return time.monotonic_ns() // 1_000_000


def context(label, body):
    return b" " * 64 + label.encode("ascii") + b"\0" + body


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def scheme_of(reply):
    salt = SCHEMES.get(reply.get("scheme")) if isinstance(reply.get("scheme"), str) else None
    if salt is None:
        raise Rejected("SCHEME_UNEXPECTED", "scheme: %a" % (reply.get("scheme"),))
    return salt


def verify_raw(stored, challenge, reply, now=None):
    """Section 3: possession, but not that the answer was meant for you."""
    now = clock() if now is None else now
    if len(challenge) != 32:
        raise Rejected("CHALLENGE_LENGTH", "challenge: %d bytes (expected: 32)" % len(challenge))
    if all(byte in TEXT for byte in challenge):
        raise Rejected("CHALLENGE_TEXT", "challenge: text throughout")
    if challenge.startswith(RESERVED):
        raise Rejected("CHALLENGE_RESERVED_PREFIX", "challenge: starts like another protocol's message")
    if "signature" not in reply or BOUND & reply.keys():
        raise Rejected("ANSWER_MISSING", "reply: no signature over a raw challenge")
    if scheme_of(reply) != 478:
        raise Rejected("SCHEME_UNEXPECTED", "scheme: salt of 32 bytes (expected: 478)")
    stored.require(peer_bytes(reply, "certificateSha256"))
    stored.require_valid(now)
    stored.require_signature(peer_bytes(reply, "signature"), challenge, 478)


def verify_bound(stored, own, reply, spend, now=None):
    """Section 4.3, in its order.

    own: audience, verifierNonce, channelBindingType and channelBindingValue, all yours.
    spend: called with the nonce; raises Rejected unless it is pending and unused.
    """
    now = clock() if now is None else now
    # An answer to another kind of challenge, or to none.
    if not BOUND & reply.keys():
        raise Rejected("ANSWER_MISSING", "reply: not to a bound challenge")
    if ("signature" in reply) == ("batchProof" in reply):
        raise Rejected("ANSWER_MISSING", "reply: not exactly one of signature and batchProof")
    # 1: nothing is negotiated.
    if reply.get("channelBindingType") != own["channelBindingType"]:
        raise Rejected(
            "CHANNEL_BINDING_UNEXPECTED",
            "channel binding: %a (expected: %s)" % (reply.get("channelBindingType"), own["channelBindingType"]),
        )
    salt = scheme_of(reply)
    # 2
    spend(own["verifierNonce"])
    # 3
    stored.require(peer_bytes(reply, "certificateSha256"))
    # 4
    stored.require_valid(now)
    # 5
    issued, expires = peer_time(reply, "issuedAtMs"), peer_time(reply, "expiresAtMs")
    if not 0 < expires - issued <= LONGEST_LIFE:
        raise Rejected("VALIDITY_WINDOW", "good for %d ms (expected: 1 to 120000)" % (expires - issued))
    if issued > now + SKEW:
        raise Rejected("VALIDITY_FUTURE", "issued at %d (expected: %d or earlier)" % (issued, now))
    if now > expires + SKEW:
        raise Rejected("VALIDITY_EXPIRED", "expires at %d (expected: %d or later)" % (expires, now))
    # 6
    agent_nonce = peer_bytes(reply, "agentNonce")
    if len(agent_nonce) != 32:
        raise Rejected("NONCE_LENGTH", "agent nonce: %d bytes (expected: 32)" % len(agent_nonce))
    message = bound_message(stored.fingerprint, own, agent_nonce, (issued, expires), salt)
    # 7
    if "signature" in reply:
        stored.require_signature(peer_bytes(reply, "signature"), message, salt)
    else:
        root, signature = climb(peer_bytes(reply, "batchProof"), stored.fingerprint, message, salt)
        stored.require_signature(signature, root, salt)


def bound_message(fingerprint, own, agent_nonce, times, salt):
    """Section 4.1; every field but the agent's is the verifier's own."""
    audience = own["audience"].encode("ascii")
    return context(
        "QL-SIGN v1 challenge",
        b"".join(
            (
                struct.pack(">BH", 1, salt),
                fingerprint,
                own["verifierNonce"],
                agent_nonce,
                struct.pack(">QQ", *times),
                struct.pack(">B", BINDINGS[own["channelBindingType"]]),
                own["channelBindingValue"],
                struct.pack(">H", len(audience)),
                audience,
            )
        ),
    )


def climb(proof, fingerprint, message, salt):
    """Section 5.3: the message of the root that a proof leads to, and the signature over it."""
    if len(proof) < 584:
        raise Rejected("PROOF_LENGTH", "proof: %d bytes (expected: at least 584)" % len(proof))
    version, height, index = struct.unpack_from(">BBI", proof)
    if version != 1:
        raise Rejected("PROOF_VERSION", "proof version: %d (expected: 1)" % version)
    if height > HIGHEST:
        raise Rejected("PROOF_HEIGHT", "proof height: %d (expected: 0 to 16)" % height)
    if index >> height:
        raise Rejected("PROOF_INDEX", "proof index: %d (expected: below %d)" % (index, 1 << height))
    if len(proof) != 584 + 32 * height:
        raise Rejected("PROOF_LENGTH", "proof: %d bytes (expected: %d)" % (len(proof), 584 + 32 * height))
    path_end = 70 + 32 * height
    if struct.unpack_from(">H", proof, path_end)[0] != SIGNATURE:
        raise Rejected("SIGNATURE_LENGTH", "proof: its signature is not of 512 bytes")
    batch, blind = proof[6:38], proof[38:70]
    current = sha256(b"\0", batch, struct.pack(">I", index), blind, message)
    for level in range(1, height + 1):
        sibling = proof[38 + 32 * level : 70 + 32 * level]
        pair = (sibling, current) if index & 1 else (current, sibling)
        index >>= 1
        current = sha256(b"\1", batch, struct.pack(">BI", level, index), *pair)
    root = struct.pack(">BH", 1, salt) + fingerprint + struct.pack(">B", height) + batch + current
    return context("QL-SIGN v1 batch root", root), proof[path_end + 2 :]


def hexadecimal(value):
    """The bytes of digits and nothing else: bytes.fromhex passes over blanks."""
    if not re.fullmatch("[0-9a-fA-F]*", value):
        raise ValueError("not hexadecimal")
    return bytes.fromhex(value)


def members(pairs):
    """One object; of two members of one name either could be meant."""
    found = {}
    for name, value in pairs:
        if name in found:
            raise Unusable("input: %a twice in one object" % name)
        found[name] = value
    return found


def peer_bytes(reply, name):
    try:
        return hexadecimal(reply[name])
    except (KeyError, TypeError, ValueError):
        raise Rejected("ANSWER_MALFORMED", "%s: not there, or not hexadecimal" % name) from None


def peer_time(reply, name):
    value = reply.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise Rejected("VALIDITY_WINDOW", "%s: %a (expected: Unix milliseconds)" % (name, value))
    return value


def own_bytes(given, name, length=None):
    try:
        value = hexadecimal(given[name])
    except (KeyError, TypeError, ValueError):
        raise Unusable("%s: not there, or not hexadecimal" % name) from None
    if length is not None and len(value) != length:
        raise Unusable("%s: %d bytes (expected: %d)" % (name, len(value), length))
    return value


def end_of_name(audience):
    """Section 4.1: where the part ends whose case makes no difference, a DNS name, or scheme and authority of a URI."""
    colon = audience.find(":")
    if colon < 0:
        return len(audience)
    if not audience.startswith("://", colon):
        return colon
    end = colon + 3
    while end < len(audience) and audience[end] not in "/?#":
        end += 1
    return end


def own_terms(given):
    audience = given.get("audience")
    if not isinstance(audience, str) or not 1 <= len(audience) <= 255 or not all("!" <= c <= "~" for c in audience):
        raise Unusable("audience: %a (expected: 1 to 255 visible ASCII characters)" % (audience,))
    if any("A" <= c <= "Z" for c in audience[: end_of_name(audience)]):
        raise Unusable(
            "audience: %s (expected: a lower-case DNS name, or a URI with lower-case scheme and host)" % audience
        )
    binding = given.get("channelBindingType", "none")
    if not isinstance(binding, str) or binding not in BINDINGS:
        raise Unusable("channelBindingType: %a (expected: none or tls-exporter)" % (binding,))
    return {
        "audience": audience,
        "verifierNonce": own_bytes(given, "verifierNonce", 32),
        "channelBindingType": binding,
        "channelBindingValue": bytes(32) if binding == "none" else own_bytes(given, "channelBindingValue", 32),
    }


def stored_of(given):
    if isinstance(given.get("certificate"), str):
        return Stored(given["certificate"].encode())
    try:
        with open(given["certificateFile"], "rb") as file:
            return Stored(file.read())
    except (KeyError, TypeError, OSError) as problem:
        raise Unusable("certificate: neither given nor readable") from problem


def judge(given):
    """Verifies what one JSON object says."""
    if not isinstance(given, dict) or not isinstance(given.get("reply"), dict):
        raise Unusable("input: not an object with a reply")
    now = given.get("now")
    if now is not None and (not isinstance(now, int) or isinstance(now, bool)):
        raise Unusable("now: %a (expected: Unix milliseconds)" % (now,))
    stored = stored_of(given)
    if given.get("mode") == "raw":
        verify_raw(stored, own_bytes(given, "challenge"), given["reply"], now)
    elif given.get("mode") == "bound":
        verify_bound(stored, own_terms(given), given["reply"], lambda nonce: None, now)
    else:
        raise Unusable("mode: %a (expected: raw or bound)" % (given.get("mode"),))
    return stored


def main(arguments):
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if len(arguments) != 1:
        print("usage: ql_verify.py FILE|-", file=sys.stderr)
        return 2
    try:
        if arguments[0] == "-":
            text = sys.stdin.buffer.read()
        else:
            with open(arguments[0], "rb") as file:
                text = file.read()
        stored = judge(json.loads(text.decode("utf-8"), object_pairs_hook=members))
    except Rejected as rejected:
        return say("rejected: %s" % rejected, 1)
    except (Unusable, OSError, ValueError, OverflowError, RecursionError) as problem:
        return unusable(problem)
    except BaseException as problem:  # nothing else may end with 1, which means rejected
        return unusable("%s: %s (expected: the package cryptography, 3.1 or later)" % (type(problem).__name__, problem))
    return say("verified: SHA256:" + stored.fingerprint.hex(), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
