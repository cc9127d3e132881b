#!/usr/bin/env python3
"""Verifies QL-Pipeline's answer to a raw challenge: ql_challenge.py CHALLENGE SIGNATURE CERTIFICATE

CHALLENGE holds the 32 bytes that you sent, SIGNATURE the 512 bytes that came back, CERTIFICATE what you stored (PEM).
Needs the package cryptography. Says "verified" and exits with 0, or says "rejected" and why and exits with 1; exits with 2 where a file is of no use.
"""
import datetime
import hashlib
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

FINGERPRINT = "{{fingerprint}}"


def reject(reason):
    print("rejected: " + reason)
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
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        unusable("certificate: not one in PEM")


def main(challenge_file, signature_file, certificate_file):
    challenge, signature = read(challenge_file), read(signature_file)
    certificate = certificate_in(read(certificate_file))
    der = certificate.public_bytes(serialization.Encoding.DER)
    if hashlib.sha256(der).hexdigest() != FINGERPRINT:
        reject("certificate: %s (expected: %s)" % (hashlib.sha256(der).hexdigest(), FINGERPRINT))
    now = datetime.datetime.utcnow()
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        reject("certificate: not valid now")
    if len(challenge) != 32:
        reject("challenge: %d bytes (expected: 32)" % len(challenge))
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
    print("verified: SHA256:" + FINGERPRINT)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__.splitlines()[0], file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])
