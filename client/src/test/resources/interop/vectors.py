"""Judges every vector of raw challenges, bound challenges and batches with the kit's verifier: vectors.py KIT VECTORS CERTIFICATE

Prints one line for each: its name, a tab, and "ok" or the reason of the refusal.
"""
import json
import struct
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import ql_verify  # noqa: E402

# The vectors' certificate was made after the times in the vectors, so that no moment suits both.
ql_verify.Stored.require_valid = lambda self, now: None

with open(sys.argv[2], encoding="utf-8") as file:
    VECTORS = json.load(file)
with open(sys.argv[3], "rb") as file:
    STORED = ql_verify.Stored(file.read())


def outcome(name, judge):
    try:
        judge()
        print(name + "\tok")
    except ql_verify.Rejected as rejected:
        print(name + "\t" + rejected.reason)


def reply(**members):
    return {
        "certificateSha256": STORED.fingerprint.hex(),
        "scheme": "RSA4096_PSS_SHA256_SALT478",
        **members,
    }


def bound(message, proof, audience=None):
    """A verifier never takes a message apart; a test of one has to, to know what the vector's verifier knew."""
    body = message[85:]
    issued, expires, binding = struct.unpack_from(">QQB", body, 99)
    binding = {0: "none", 1: "tls-exporter"}[binding]
    own = {
        "audience": audience or body[150:].decode("ascii"),
        "verifierNonce": body[35:67],
        "channelBindingType": binding,
        "channelBindingValue": body[116:148],
    }
    kind = "signature" if len(proof) == 1024 else "batchProof"
    answer = reply(
        agentNonce=body[67:99].hex(),
        issuedAtMs=issued,
        expiresAtMs=expires,
        channelBindingType=binding,
        **{kind: proof},
    )
    ql_verify.verify_bound(STORED, own, answer, lambda nonce: None, issued)


raw = VECTORS["raw"]
for vector in VECTORS["raw_filter"]:
    challenge = bytes.fromhex(vector["challenge"])
    outcome(
        "raw: " + vector["what"],
        lambda: ql_verify.verify_raw(STORED, challenge, reply(signature=raw["signature"])),
    )
for index, vector in enumerate(VECTORS["bound"]):
    message = bytes.fromhex(vector["message"])
    outcome("bound: %d" % index, lambda: bound(message, vector["signature"]))
    outcome("relayed: %d" % index, lambda: bound(message, vector["signature"], "somebody-else.example"))
for vector in VECTORS["batch"]:
    for index, proof in enumerate(vector["proofs"]):
        message = bytes.fromhex(vector["messages"][index])
        outcome("batch: %d of %d" % (index, vector["count"]), lambda: bound(message, proof))
for vector in VECTORS["batch_negative"]:
    message = bytes.fromhex(vector["message"])
    if len(message) < 236:
        # No message at all: it can only be met by one of the verifier's own.
        message = bytes.fromhex(VECTORS["batch"][0]["messages"][0])
    outcome("negative: " + vector["what"], lambda: bound(message, vector["proof"]))
