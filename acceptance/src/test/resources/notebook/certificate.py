"""The fields of a PEM certificate as python3-cryptography reads them, as JSON."""
import json
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtensionOID

certificate = x509.load_pem_x509_certificate(Path(sys.argv[1]).read_bytes())
key_usage = certificate.extensions.get_extension_for_oid(ExtensionOID.KEY_USAGE)
names = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
usages = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
          "key_cert_sign", "crl_sign"]
print(json.dumps({
    "version": certificate.version.name,
    "subject": [[attribute.oid._name, attribute.value] for attribute in certificate.subject],
    "issuer": [[attribute.oid._name, attribute.value] for attribute in certificate.issuer],
    "subjectText": certificate.subject.rfc4514_string(),
    "serialBits": certificate.serial_number.bit_length(),
    "serialPositive": certificate.serial_number > 0,
    "days": (certificate.not_valid_after - certificate.not_valid_before).days,
    "secondsBeyondDays": (certificate.not_valid_after - certificate.not_valid_before).seconds,
    "signatureAlgorithm": certificate.signature_algorithm_oid._name,
    "keySize": certificate.public_key().key_size,
    "publicExponent": certificate.public_key().public_numbers().e,
    "extensions": [[extension.oid._name, extension.critical] for extension in certificate.extensions],
    "keyUsage": [usage for usage in usages if getattr(key_usage.value, usage)],
    "dnsNames": names.value.get_values_for_type(x509.DNSName),
    "generalNames": len(list(names.value)),
    "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
}))
