"""The verification of part 8 of the notebook: CERTIFICATE CHALLENGE SIGNATURE, all of them files."""
import sys
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

certificate, challenge_data, signature = (Path(name).read_bytes() for name in sys.argv[1:])
provider_stored_public_key = x509.load_pem_x509_certificate(certificate).public_key()
try:
    provider_stored_public_key.verify(
        signature,
        challenge_data,
        padding.PSS(
            mgf=padding.MGF1(hashes.SHA256()),
            salt_length=padding.PSS.MAX_LENGTH
        ),
        hashes.SHA256()
    )
    print("VALID")
except InvalidSignature:
    print("INVALID")
