"""Makes key, certificate, challenge and signature as the notebook does, and writes them to a directory."""
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

directory = Path(sys.argv[1])
key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
name = x509.Name([
    x509.NameAttribute(NameOID.COUNTRY_NAME, "EU"),
    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Quality Link"),
    x509.NameAttribute(NameOID.COMMON_NAME, "ql-pipeline.eu"),
])
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(x509.random_serial_number())
    .not_valid_before(datetime.utcnow() - timedelta(minutes=1))
    .not_valid_after(datetime.utcnow() + timedelta(days=3650))
    .add_extension(
        x509.SubjectAlternativeName([x509.DNSName("ql-pipeline.eu"), x509.DNSName("*.ql-pipeline.eu")]),
        critical=False,
    )
    .sign(key, hashes.SHA256())
)
challenge = os.urandom(32)


def signature(salt_length):
    return key.sign(challenge, padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=salt_length), hashes.SHA256())


(directory / "ql-pipeline.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
(directory / "challenge.bin").write_bytes(challenge)
(directory / "signature.bin").write_bytes(signature(padding.PSS.MAX_LENGTH))
(directory / "signature-salt32.bin").write_bytes(signature(32))
print(certificate.fingerprint(hashes.SHA256()).hex())
