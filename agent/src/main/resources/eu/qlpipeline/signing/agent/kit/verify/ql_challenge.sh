#!/bin/sh
# Verifies QL-Pipeline's answer to a raw challenge with openssl: ql_challenge.sh CHALLENGE SIGNATURE CERTIFICATE
# CHALLENGE holds the 32 bytes that you sent, SIGNATURE the 512 bytes that came back, CERTIFICATE what you stored (PEM).
set -eu
FINGERPRINT={{fingerprint}}

say() {
    echo "$1" 2>/dev/null || unusable "standard output: cannot be written"
}

reject() {
    say "rejected: $1"
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
for tool in openssl awk cat cut date grep mktemp od rm tr wc; do
    command -v "$tool" >/dev/null || unusable "$tool: not installed"
done
# What is asked of a file below is asked of a copy: a pipe can be read only once.
copies=$(mktemp -d) || unusable "temporary folder: cannot be made"
trap 'rm -rf "$copies"' EXIT
number=0
for file in "$@"; do
    number=$((number + 1))
    { [ -r "$file" ] && [ ! -d "$file" ]; } || unusable "$file: not a file that can be read"
    cat -- "$file" >"$copies/$number" || unusable "$file: cannot be read, or not be copied to $copies"
done
set -- "$copies/1" "$copies/2" "$copies/3"
# openssl reads DER too.
{ grep -q -e "-----BEGIN CERTIFICATE-----" "$3" && openssl x509 -in "$3" -noout 2>/dev/null; } ||
    unusable "certificate: not one in PEM"
count=$(grep -c -e "-----BEGIN CERTIFICATE-----" "$3")
[ "$count" -eq 1 ] || unusable "certificate: $count in PEM (expected: 1, as in ql-pipeline.crt)"
presented=$(openssl x509 -in "$3" -outform der | openssl dgst -sha256 -r | cut -d' ' -f1)
[ ${#presented} -eq 64 ] || unusable "openssl: no fingerprint of the certificate"
[ "$presented" = "$FINGERPRINT" ] || reject "certificate: $presented (expected: $FINGERPRINT)"

# Its dates and now as YYYYMMDDhhmmss, in UTC; openssl writes: notBefore=Nov  1 00:00:00 2026 GMT
moments=$(openssl x509 -in "$3" -noout -dates | awk -F '[= :]+' '{
    month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $2) + 2) / 3
    printf "%04d%02d%02d%02d%02d%02d ", $7, month, $3, $4, $5, $6 }')$(date -u +%Y%m%d%H%M%S)
case $moments in
    *[!0-9\ ]*) unusable "openssl: dates of the certificate: $moments" ;;
esac
[ ${#moments} -eq 44 ] || unusable "openssl: dates of the certificate: $moments"
now=${moments##* }
{ [ "${moments%% *}" -le "$now" ] && [ "$now" -le "$(echo "$moments" | cut -d' ' -f2)" ]; } ||
    reject "certificate: not valid now"

[ "$(wc -c <"$1")" -eq 32 ] || reject "challenge: $(wc -c <"$1") bytes (expected: 32)"
[ "$(LC_ALL=C tr -d '\011\012\015\040-\176' <"$1" | wc -c)" -gt 0 ] ||
    reject "challenge: text throughout (expected: random bytes)"
case $(od -An -v -tx1 "$1" | tr -d ' \n') in
    20202020202020202020202020202020* | 514c2d5349474e* | 846a5369676e617475726531* | 85695369676e6174757265* | \
        44535345763120* | 535348534947* | ff544347*)
        reject "challenge: starts like another protocol's message (expected: random bytes)"
        ;;
esac
[ "$(wc -c <"$2")" -eq 512 ] || reject "signature: $(wc -c <"$2") bytes (expected: 512)"

openssl x509 -in "$3" -noout -pubkey >"$copies/key" || unusable "openssl: no key of the certificate"
said=$(openssl dgst -sha256 -verify "$copies/key" -signature "$2" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:478 \
    -sigopt rsa_mgf1_md:sha256 "$1" 2>&1) || case $said in
    *"erification "[Ff]ailure*) reject "signature: not by the certificate's key over this challenge" ;;
    *) unusable "openssl: $said" ;;
esac
say "verified: SHA256:$FINGERPRINT"
