#!/bin/sh
# Verifies QL-Pipeline's answer to a raw challenge with openssl: ql_challenge.sh CHALLENGE SIGNATURE CERTIFICATE
# CHALLENGE holds the 32 bytes that you sent, SIGNATURE the 512 bytes that came back, CERTIFICATE what you stored (PEM).
set -eu
FINGERPRINT={{fingerprint}}

reject() {
    echo "rejected: $1"
    exit 1
}

unusable() {
    echo "unusable: $1" >&2
    exit 2
}

if [ $# -ne 3 ]; then
    echo "usage: $0 CHALLENGE SIGNATURE CERTIFICATE" >&2
    exit 2
fi
for file in "$@"; do
    { [ -r "$file" ] && [ ! -d "$file" ]; } || unusable "$file: not a file that can be read"
done
# openssl reads DER too, but takes none for a trust anchor.
{ grep -q -e "-----BEGIN CERTIFICATE-----" "$3" && openssl x509 -in "$3" -noout 2>/dev/null; } ||
    unusable "certificate: not one in PEM"
presented=$(openssl x509 -in "$3" -outform der | openssl dgst -sha256 -r | cut -d' ' -f1)
[ "$presented" = "$FINGERPRINT" ] || reject "certificate: $presented (expected: $FINGERPRINT)"
openssl verify -CAfile "$3" "$3" >/dev/null 2>&1 || reject "certificate: not valid now"
[ "$(wc -c <"$1")" -eq 32 ] || reject "challenge: $(wc -c <"$1") bytes (expected: 32)"
[ "$(wc -c <"$2")" -eq 512 ] || reject "signature: $(wc -c <"$2") bytes (expected: 512)"

key=$(mktemp)
trap 'rm -f "$key"' EXIT
openssl x509 -in "$3" -noout -pubkey >"$key"
openssl dgst -sha256 -verify "$key" -signature "$2" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:478 \
    -sigopt rsa_mgf1_md:sha256 "$1" >/dev/null 2>&1 || reject "signature: not by the certificate's key over this challenge"
echo "verified: SHA256:$FINGERPRINT"
