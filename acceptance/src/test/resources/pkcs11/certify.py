"""Makes a certificate of the agent's subject for a public key that it does not have the private half of.

Arguments: SOURCE (a certificate in PEM, or a public key in DER), OUT (gets .pem and .der), and the days from now at which
the certificate begins and ceases to be valid. It is signed by a key that is then forgotten.
"""
import sys
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

source, out, begin, end = Path(sys.argv[1]).read_bytes(), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
if source.startswith(b"-----BEGIN CERTIFICATE"):
    public_key = x509.load_pem_x509_certificate(source).public_key()
else:
    public_key = serialization.load_der_public_key(source)
name = x509.Name([
    x509.NameAttribute(NameOID.COUNTRY_NAME, "EU"),
    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Quality Link"),
    x509.NameAttribute(NameOID.COMMON_NAME, "ql-pipeline.eu"),
])
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(public_key)
    .serial_number(x509.random_serial_number())
    .not_valid_before(datetime.utcnow() + timedelta(days=begin))
    .not_valid_after(datetime.utcnow() + timedelta(days=end))
    .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
)
Path(out + ".pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
Path(out + ".der").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
