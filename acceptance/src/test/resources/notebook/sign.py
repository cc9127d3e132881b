"""Key, certificate, challenge and signature as in parts 2, 3, 6 and 7 of the notebook, written to a directory."""
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

ql_private_key = rsa.generate_private_key(
    public_exponent=65537,
    key_size=4096,
    backend=default_backend()
)
ql_public_key = ql_private_key.public_key()

subject = issuer = x509.Name([
    x509.NameAttribute(NameOID.COUNTRY_NAME, "EU"),
    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Quality Link"),
    x509.NameAttribute(NameOID.COMMON_NAME, "ql-pipeline.eu"),
])
ql_certificate = x509.CertificateBuilder().subject_name(
    subject
).issuer_name(
    issuer
).public_key(
    ql_public_key
).serial_number(
    x509.random_serial_number()
).not_valid_before(
    datetime.utcnow()
).not_valid_after(
    datetime.utcnow() + timedelta(days=3650)
).add_extension(
    x509.SubjectAlternativeName([
        x509.DNSName("ql-pipeline.eu"),
        x509.DNSName("*.ql-pipeline.eu"),
    ]),
    critical=False,
).add_extension(
    x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    ),
    critical=True,
).sign(ql_private_key, hashes.SHA256(), default_backend())

challenge_data = os.urandom(32)
signature = ql_private_key.sign(
    challenge_data,
    padding.PSS(
        mgf=padding.MGF1(hashes.SHA256()),
        salt_length=padding.PSS.MAX_LENGTH
    ),
    hashes.SHA256()
)

directory = Path(sys.argv[1])
(directory / "ql-pipeline.crt").write_bytes(ql_certificate.public_bytes(serialization.Encoding.PEM))
(directory / "challenge.bin").write_bytes(challenge_data)
(directory / "signature.bin").write_bytes(signature)
