"""Makes the second file of vectors, with a key of its own that is thrown away: more.py FOLDER

Written from docs/protocol.md and docs/audit.md alone; shares no code with what the vectors are for. The form of the file is in
docs/protocol.md, section 12.
"""
import base64
import datetime
import hashlib
import json
import os
import struct
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

ISSUED = 1767225600000
NOT_BEFORE = datetime.datetime(2025, 12, 1)
NOT_AFTER = NOT_BEFORE + datetime.timedelta(days=3650)
SCHEMES = {478: "RSA4096_PSS_SHA256_SALT478", 32: "RSA4096_PSS_SHA256_SALT32"}
AUDIENCE = "provider-a.example"
ORIGIN = "signing-agent-audit/vectors"
NO_VALUE = bytes(32)


def h(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def context(label, body):
    return b" " * 64 + label.encode() + b"\0" + body


def millis(moment):
    return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp()) * 1000


def certificate_of(key):
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "EU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Quality Link"),
            x509.NameAttribute(NameOID.COMMON_NAME, "ql-pipeline.eu"),
        ]
    )
    names = [x509.DNSName("ql-pipeline.eu"), x509.DNSName("*.ql-pipeline.eu")]
    usage = x509.KeyUsage(True, False, True, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )


KEY = rsa.generate_private_key(65537, 4096)
CERTIFICATE = certificate_of(KEY)
FINGERPRINT = h(CERTIFICATE.public_bytes(serialization.Encoding.DER))


def sign(message, salt):
    return KEY.sign(message, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())


class Answer:
    """A bound challenge and the fields of its answer, right in all of them unless told otherwise."""

    def __init__(self, salt=478, issued=ISSUED, life=30_000, binding=0, audience=AUDIENCE):
        self.salt, self.issued, self.expires, self.audience = salt, issued, issued + life, audience
        self.binding, self.value = binding, os.urandom(32) if binding else NO_VALUE
        self.nonce, self.agent = os.urandom(32), os.urandom(32)

    def message(self):
        name = self.audience.encode()
        return context(
            "QL-SIGN v1 challenge",
            struct.pack(">BH", 1, self.salt)
            + FINGERPRINT
            + self.nonce
            + self.agent
            + struct.pack(">QQB", self.issued, self.expires, self.binding)
            + self.value
            + struct.pack(">H", len(name))
            + name,
        )

    def case(self, what, result="ok", now=None, proof=None, own=None, reply=None):
        """What ql_verify.py reads, and what comes of it."""
        answer = {
            "certificateSha256": FINGERPRINT.hex(),
            "scheme": SCHEMES[self.salt],
            "agentNonce": self.agent.hex(),
            "issuedAtMs": self.issued,
            "expiresAtMs": self.expires,
            "channelBindingType": ("none", "tls-exporter")[self.binding],
            **(proof or {"signature": sign(self.message(), self.salt).hex()}),
            **(reply or {}),
        }
        return {
            "what": what,
            "result": result,
            "message": self.message().hex(),
            "mode": "bound",
            "now": self.issued + 1000 if now is None else now,
            "audience": self.audience,
            "verifierNonce": self.nonce.hex(),
            "channelBindingType": ("none", "tls-exporter")[self.binding],
            "channelBindingValue": self.value.hex(),
            **(own or {}),
            "reply": answer,
        }


def bound():
    good, other = Answer(), os.urandom(32).hex()
    first, last = millis(NOT_BEFORE), millis(NOT_AFTER)
    signature = {"signature": sign(good.message(), 478).hex()}
    forged = {"signature": sign(os.urandom(32), 478).hex()}
    tied = Answer(binding=1)
    yield good.case("salt 478", proof=signature)
    yield Answer(32).case("salt 32")
    yield tied.case("tied to a connection")
    yield Answer(32, binding=1).case("salt 32, tied to a connection")
    yield tied.case("4.3, 1: another binding type", "CHANNEL_BINDING_UNEXPECTED", reply={"channelBindingType": "none"})
    yield good.case("4.3, 1: a scheme of no such name", "SCHEME_UNEXPECTED", proof=signature, reply={"scheme": "NONE"})
    yield good.case("4.3, 3: another certificate", "CERTIFICATE_NOT_TRUSTED", reply={"certificateSha256": other})
    yield Answer(issued=first).case("4.3, 4: the first moment of the certificate", now=first)
    yield Answer(issued=first).case("4.3, 4: before the certificate", "CERTIFICATE_NOT_YET_VALID", now=first - 1)
    yield Answer(issued=last).case("4.3, 4: the last moment of the certificate", now=last)
    yield Answer(issued=last).case("4.3, 4: after the certificate", "CERTIFICATE_EXPIRED", now=last + 1)
    yield Answer(life=120_000).case("4.3, 5: the longest span")
    yield Answer(life=1).case("4.3, 5: the shortest span")
    yield Answer(life=120_001).case("4.3, 5: a longer span", "VALIDITY_WINDOW")
    yield Answer(life=0).case("4.3, 5: no span", "VALIDITY_WINDOW")
    yield good.case("4.3, 5: issued as late as may be", now=ISSUED - 30_000)
    yield good.case("4.3, 5: issued later", "VALIDITY_FUTURE", now=ISSUED - 30_001)
    yield good.case("4.3, 5: expired as long as may be", now=ISSUED + 60_000)
    yield good.case("4.3, 5: expired longer", "VALIDITY_EXPIRED", now=ISSUED + 60_001)
    yield good.case("4.3, 6: another name", "SIGNATURE_INVALID", own={"audience": "provider-b.example"})
    yield good.case("4.3, 6: another nonce of the verifier's", "SIGNATURE_INVALID", own={"verifierNonce": other})
    yield good.case("4.3, 6: another nonce of the agent's", "SIGNATURE_INVALID", reply={"agentNonce": other})
    yield good.case("4.3, 6: another time", "SIGNATURE_INVALID", reply={"issuedAtMs": ISSUED + 1})
    yield tied.case("4.3, 6: another connection", "SIGNATURE_INVALID", own={"channelBindingValue": other})
    for salt, named in ((478, 32), (32, 478)):
        crossed = {"signature": sign(Answer.message(good), salt).hex()}
        good.salt = named
        yield good.case(
            "4.3, 7: scheme of %d, message of the other" % named, "SIGNATURE_INVALID", proof=crossed
        )
        wrong = {"signature": sign(good.message(), salt).hex()}
        yield good.case("4.3, 7: scheme and message of %d, signed with %d" % (named, salt), "SIGNATURE_INVALID", proof=wrong)
    good.salt = 478
    yield good.case("4.3, 7: another message", "SIGNATURE_INVALID", proof=forged)
    both = {"certificateSha256": other}
    yield good.case("order: 3 before 5", "CERTIFICATE_NOT_TRUSTED", now=ISSUED + 90_000, reply=both)
    yield good.case("order: 4 before 5", "CERTIFICATE_EXPIRED", now=last + 1)
    yield good.case("order: 5 before 7", "VALIDITY_EXPIRED", now=ISSUED + 90_000, proof=forged)


def batch(salt, count, height):
    answers = [Answer(salt) for _ in range(count)]
    name, blinds = os.urandom(32), [os.urandom(32) for _ in answers]
    levels = [
        [
            h(b"\0", name, struct.pack(">I", i), blinds[i], answers[i].message()) if i < count else os.urandom(32)
            for i in range(1 << height)
        ]
    ]
    for level in range(1, height + 1):
        below = levels[-1]
        levels.append(
            [
                h(b"\1", name, struct.pack(">BI", level, i), below[2 * i], below[2 * i + 1])
                for i in range(1 << height - level)
            ]
        )
    root = context(
        "QL-SIGN v1 batch root",
        struct.pack(">BH", 1, salt) + FINGERPRINT + struct.pack(">B", height) + name + levels[height][0],
    )
    signature = sign(root, salt)

    def proof(i):
        path = b"".join(levels[level][i >> level ^ 1] for level in range(height))
        return struct.pack(">BBI", 1, height, i) + name + blinds[i] + path + struct.pack(">H", 512) + signature

    def neighbours(first, n):
        for level in range(height):
            low, high = first >> level, first + n - 1 >> level
            if low & 1:
                yield levels[level][low - 1]
            if not high & 1:
                yield levels[level][high + 1]

    def run(what, first, n, result="ok", path=None, blind=None):
        return {
            "what": what,
            "result": result,
            "first": first,
            "n": n,
            "blinds": (b"".join(blinds[first : first + n]) if blind is None else blind).hex(),
            "path": (b"".join(neighbours(first, n)) if path is None else path).hex(),
        }

    whole = list(neighbours(1, 2))
    runs = [run("%d from %d on" % (n, f), f, n) for f in range(count) for n in range(1, count - f + 1)] + [
        run("a hash too many", 1, 2, "PROOF_LENGTH", path=b"".join(whole) + bytes(32)),
        run("a hash too few", 1, 2, "PROOF_LENGTH", path=b"".join(whole[:-1])),
        run("a blind too many", 1, 2, "PROOF_LENGTH", blind=bytes(96)),
        run("other blinds", 1, 2, "SIGNATURE_INVALID", blind=bytes(64)),
        run("hashes in another order", 1, 2, "SIGNATURE_INVALID", path=b"".join(reversed(whole))),
        run("beyond the tree", (1 << height) - 1, 2, "PROOF_INDEX", path=b"", blind=bytes(64)),
        run("none", 0, 0, "ANSWER_MISSING", path=b"", blind=b""),
    ]
    return {
        "salt": salt,
        "height": height,
        "batchId": name.hex(),
        "rootMessage": root.hex(),
        "signature": signature.hex(),
        "answers": [answers[i].case("%d of %d" % (i, count), proof={"batchProof": proof(i).hex()}) for i in range(count)],
        "runs": runs,
    }


def head(leaves):
    if len(leaves) < 2:
        return h(b"\0", leaves[0]) if leaves else h()
    k = split(len(leaves))
    return h(b"\1", head(leaves[:k]), head(leaves[k:]))


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def inclusion(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return inclusion(m, leaves[:k]) + [head(leaves[k:])]
    return inclusion(m - k, leaves[k:]) + [head(leaves[:k])]


def consistency(m, leaves, whole=True):
    if m == len(leaves):
        return [] if whole else [head(leaves)]
    k = split(len(leaves))
    if m <= k:
        return consistency(m, leaves[:k], whole) + [head(leaves[k:])]
    return consistency(m - k, leaves[k:], False) + [head(leaves[:k])]


def log():
    leaves = [b"record %d" % i for i in range(7)]
    sizes = range(1, len(leaves) + 1)
    included = [
        {"index": i, "size": n, "path": b"".join(inclusion(i, leaves[:n])).hex(), "result": "ok"}
        for n in sizes
        for i in range(n)
    ]
    path = b"".join(inclusion(2, leaves))
    included += [
        {"index": 2, "size": 7, "path": path[:-32].hex(), "result": "LOG_PATH_LENGTH"},
        {"index": 2, "size": 7, "path": (path + bytes(32)).hex(), "result": "LOG_PATH_LENGTH"},
        {"index": 3, "size": 7, "path": path.hex(), "result": "LOG_INCLUSION"},
        {"index": 7, "size": 7, "path": path.hex(), "result": "TREE_SIZE"},
    ]
    continued = [
        {"first": m, "second": n, "path": b"".join(consistency(m, leaves[:n])).hex(), "result": "ok"}
        for n in sizes
        for m in range(1, n + 1)
    ]
    path = b"".join(consistency(3, leaves))
    continued += [
        {"first": 3, "second": 7, "path": path[:-32].hex(), "result": "LOG_PATH_LENGTH"},
        {"first": 3, "second": 7, "path": (path[32:] + path[:32]).hex(), "result": "LOG_CONSISTENCY"},
    ]
    return {
        "records": [leaf.hex() for leaf in leaves],
        "roots": [head(leaves[:n]).hex() for n in range(len(leaves) + 1)],
        "inclusion": included,
        "consistency": continued,
    }


def checkpoint_message(size, root, time):
    origin = ORIGIN.encode()
    return context(
        "QL-SIGN v1 checkpoint",
        struct.pack(">Q", size) + root + struct.pack(">Q", time) + FINGERPRINT + struct.pack(">H", len(origin)) + origin,
    )


def note(size, root, salt=478, time=ISSUED, year="2026", signature=None):
    key_id = h(ORIGIN.encode(), b"\n\xff", b"QL-SIGN v1 checkpoint", FINGERPRINT)[:4]
    signature = signature or sign(checkpoint_message(size, root, time), salt)
    return "\n".join(
        (
            ORIGIN,
            str(size),
            base64.b64encode(root).decode(),
            "time %s-01-01T00:00:00.000Z" % year,
            "certificate SHA256:" + FINGERPRINT.hex(),
            "",
            "\u2014 " + ORIGIN + " " + base64.b64encode(key_id + signature).decode(),
            "",
        )
    )


def checkpoints():
    root = os.urandom(32)
    for salt in (478, 32):
        message = checkpoint_message(9, root, ISSUED)
        yield {"what": "salt %d" % salt, "result": "ok", "message": message.hex(), "note": note(9, root, salt)}
    yield {"what": "salt 64", "result": "CHECKPOINT_FORGED", "note": note(9, root, 64)}
    yield {"what": "another root", "result": "CHECKPOINT_FORGED", "note": note(9, root, signature=sign(b"", 478))}
    late = note(9, root, time=253402300800000, year="+10000")
    yield {"what": "a year of five digits", "result": "MALFORMED", "note": late}
    yield {"what": "without its last newline", "result": "MALFORMED", "note": note(9, root)[:-1]}
    yield {"what": "another key id", "result": "MALFORMED", "note": note(9, root).replace(" ", " AAAAAA", 1)}


CHALLENGE, SIGNATURE = os.urandom(32), os.urandom(512)


def outcome(sequence, intent, purpose=1, audience=b"", result=None, generation=1):
    caller = b"provider-a"
    result = result or b"\1" + FINGERPRINT + struct.pack(">Q", generation) + h(SIGNATURE)
    return (
        struct.pack(">BQQQ", 3, sequence, ISSUED, intent)
        + struct.pack(">B", len(caller))
        + caller
        + struct.pack(">BB", purpose, len(audience))
        + audience
        + h(CHALLENGE)
        + result
    )


def receipt(what, result="ok", size=5, place=3, record=None, index=None, path=None, salt=478, change=None):
    """A log of size records, in which one is the record of the signature."""
    records = [os.urandom(40) for _ in range(size)]
    records[place] = record = outcome(place, place - 1) if record is None else record
    path = inclusion(place, records) if path is None else path
    text = "QL-SIGN v1 receipt\nrecord %s\nindex %s\npath %s\n\n%s" % (
        base64.b64encode(record).decode(),
        place if index is None else index,
        base64.b64encode(b"".join(path)).decode(),
        note(size, head(records), salt),
    )
    return {"what": what, "result": result, "text": change(text) if change else text}


def receipts():
    refused = b"\2\x07LIMITED"
    yield receipt("salt 478")
    yield receipt("salt 32", salt=32)
    yield receipt("the newest record", place=4)
    yield receipt("an empty path of two records is none", "MALFORMED", size=2, place=1, path=[])
    yield receipt("of a batch, with an audience", record=outcome(3, 0, 2, AUDIENCE.encode()))
    yield receipt("index is not the record's sequence", "MALFORMED", record=outcome(13, 12))
    yield receipt("index with a sign", "MALFORMED", index="+3")
    yield receipt("index with a zero in front", "MALFORMED", index="03")
    yield receipt("intent is not before", "MALFORMED", record=outcome(3, 3))
    yield receipt("generation of 2^63", "MALFORMED", record=outcome(3, 2, generation=1 << 63))
    yield receipt("purpose 0", "MALFORMED", record=outcome(3, 2, 0))
    yield receipt("purpose 6", "MALFORMED", record=outcome(3, 2, 6))
    yield receipt("an audience with upper case", "MALFORMED", record=outcome(3, 2, 2, b"Provider-A.example"))
    yield receipt("a byte after the record", "MALFORMED", record=outcome(3, 2) + b"\0")
    yield receipt("of a refusal", "NOT_SIGNED", record=outcome(3, 2, result=refused))
    yield receipt("path of another length", "MALFORMED", path=[bytes(32)])
    yield receipt("another path", "NOT_IN_LOG", path=[bytes(32)] * 3)
    yield receipt("an older checkpoint", "CHECKPOINT_OLDER", change=lambda t: t.replace("\n5\n", "\n3\n"))
    yield receipt("lines that end in CR LF", "MALFORMED", change=lambda t: t.replace("\n", "\r\n"))
    yield receipt("longer than 16 KiB", "MALFORMED", change=lambda t: t + "x" * 16384)
    other = outcome(3, 2, result=b"\1" + bytes(32) + struct.pack(">Q", 1) + h(SIGNATURE))
    yield receipt("record of another certificate", "CERTIFICATE_OTHER", record=other)
    yield receipt("another time in the checkpoint", "CHECKPOINT_FORGED", change=lambda t: t.replace("time 2026", "time 2027"))


def main(folder):
    vectors = {
        "about": "more vectors of QL-SIGN v1; key and certificate are for tests only",
        "certificateSha256": FINGERPRINT.hex(),
        "bound": list(bound()),
        "batch": [batch(32, 5, 3), batch(478, 4, 2)],
        "log": log(),
        "checkpoint": list(checkpoints()),
        "receiptOf": {"challenge": CHALLENGE.hex(), "signature": SIGNATURE.hex()},
        "receipt": list(receipts()),
    }
    with open(os.path.join(folder, "ql-sign-v1-more.json"), "w", encoding="ascii") as file:
        json.dump(vectors, file, indent=1)
        file.write("\n")
    with open(os.path.join(folder, "ql-sign-v1-more-cert.pem"), "wb") as file:
        file.write(CERTIFICATE.public_bytes(serialization.Encoding.PEM))


main(sys.argv[1])
