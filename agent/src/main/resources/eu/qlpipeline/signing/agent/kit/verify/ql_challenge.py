#!/usr/bin/env python3
"""Verifies QL-Pipeline's answer to a raw challenge: ql_challenge.py CHALLENGE SIGNATURE CERTIFICATE

CHALLENGE holds the 32 bytes that you sent, SIGNATURE the 512 bytes that came back, CERTIFICATE what you stored (PEM).
Needs the package cryptography, 3.1 or later. Says "verified" and exits with 0, or says "rejected" and why and exits with 1; says
"unusable" and exits with 2 where a file is of no use, Python lacks something, or standard output cannot be written: then nothing is known of the answer.
"""
import datetime
import hashlib
import os
import sys

FINGERPRINT = "{{fingerprint}}"
TEXT = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F))
RESERVED = tuple(
    bytes.fromhex(prefix)
    for prefix in (
        "20" * 16,
        "514c2d5349474e",
        "846a5369676e617475726531",
        "85695369676e6174757265",
        "44535345763120",
        "535348534947",
        "ff544347",
    )
)


def say(line):
    """At once: print would keep the line, for Python to end with 120, or with 0, where it cannot be written."""
    try:
        os.write(sys.stdout.fileno(), (line + "\n").encode("ascii"))
    except (AttributeError, OSError):  # standard output that is closed is None
        unusable("standard output: cannot be written")


def reject(reason):
    say("rejected: " + reason)
    sys.exit(1)


def unusable(reason):
    print("unusable: " + reason, file=sys.stderr)
    sys.exit(2)


def read(name):
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError:
        unusable(name + ": not a file that can be read")


def certificate_in(pem):
    count = pem.count(b"-----BEGIN CERTIFICATE-----")
    if count > 1:
        unusable("certificate: %d in PEM (expected: 1, as in ql-pipeline.crt)" % count)
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        unusable("certificate: not one in PEM")


def dates(certificate):
    """In UTC; releases before 42 have them under other names, and without a zone."""
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except AttributeError:
        zone = datetime.timezone.utc
        return certificate.not_valid_before.replace(tzinfo=zone), certificate.not_valid_after.replace(tzinfo=zone)


def main(challenge_file, signature_file, certificate_file):
    challenge, signature = read(challenge_file), read(signature_file)
    certificate = certificate_in(read(certificate_file))
    der = certificate.public_bytes(serialization.Encoding.DER)
    if hashlib.sha256(der).hexdigest() != FINGERPRINT:
        reject("certificate: %s (expected: %s)" % (hashlib.sha256(der).hexdigest(), FINGERPRINT))
    first, last = dates(certificate)
    if not first <= datetime.datetime.now(datetime.timezone.utc) <= last:
        reject("certificate: not valid now")
    if len(challenge) != 32:
        reject("challenge: %d bytes (expected: 32)" % len(challenge))
    if TEXT.issuperset(challenge):
        reject("challenge: text throughout (expected: random bytes)")
    if challenge.startswith(RESERVED):
        reject("challenge: starts like another protocol's message (expected: random bytes)")
    if len(signature) != 512:
        reject("signature: %d bytes (expected: 512)" % len(signature))
    try:
        certificate.public_key().verify(
            signature,
            challenge,
            padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=478),
            hashes.SHA256(),
        )
    except InvalidSignature:
        reject("signature: not by the certificate's key over this challenge")
    say("verified: SHA256:" + FINGERPRINT)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__.splitlines()[0], file=sys.stderr)
        sys.exit(2)
    try:
        from cryptography import x509
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding

        main(*sys.argv[1:])
    except SystemExit:
        raise
    except BaseException as problem:  # nothing else may end with 1, which means rejected
        kind = type(problem).__name__
        unusable("%s: %s (expected: Python with the package cryptography, 3.1 or later)" % (kind, problem))
