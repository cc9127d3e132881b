#!/usr/bin/env node
// Verifies QL-Pipeline's answer to a raw challenge: node ql_challenge.mjs CHALLENGE SIGNATURE CERTIFICATE
// CHALLENGE holds the 32 bytes that you sent, SIGNATURE the 512 bytes that came back, CERTIFICATE what you stored (PEM).
import { constants, createHash, verify, X509Certificate } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";

const FINGERPRINT = "{{fingerprint}}";
const TEXT = /^[\t\n\r\x20-\x7e]*$/;
const RESERVED =
  /^( {16}|QL-SIGN|\x84\x6aSignature1|\x85\x69Signature|DSSEv1 |SSHSIG|\xffTCG)/;

// console.log passes over what cannot be written.
function say(line) {
  try {
    writeSync(1, `${line}\n`);
  } catch {
    unusable("standard output: cannot be written");
  }
}

function reject(reason) {
  say(`rejected: ${reason}`);
  process.exit(1);
}

function unusable(reason) {
  console.error(`unusable: ${reason}`);
  process.exit(2);
}

// Left alone, a defect would end with 1, which means rejected.
process.on("uncaughtException", (defect) => unusable(`${defect} (expected: Node 16 or later)`));

function read(name) {
  try {
    return readFileSync(name);
  } catch {
    return unusable(`${name}: not a file that can be read`);
  }
}

function certificateIn(pem) {
  const count = pem.toString("latin1").split("-----BEGIN CERTIFICATE-----").length - 1;
  if (count > 1) unusable(`certificate: ${count} in PEM (expected: 1, as in ql-pipeline.crt)`);
  try {
    // Node reads DER too.
    if (count === 1) return new X509Certificate(pem);
  } catch {
    // Said below.
  }
  return unusable("certificate: not one in PEM");
}

const files = process.argv.slice(2);
if (files.length !== 3) {
  console.error("usage: node ql_challenge.mjs CHALLENGE SIGNATURE CERTIFICATE");
  process.exit(2);
}
const [challenge, signature, pem] = files.map(read);
const certificate = certificateIn(pem);
const presented = createHash("sha256").update(certificate.raw).digest("hex");
if (presented !== FINGERPRINT) reject(`certificate: ${presented} (expected: ${FINGERPRINT})`);
const now = Date.now();
// A date that cannot be read is NaN, and no comparison with that is true.
if (!(now >= Date.parse(certificate.validFrom) && now <= Date.parse(certificate.validTo))) {
  reject("certificate: not valid now");
}
if (challenge.length !== 32) reject(`challenge: ${challenge.length} bytes (expected: 32)`);
const characters = challenge.toString("latin1");
if (TEXT.test(characters)) reject("challenge: text throughout (expected: random bytes)");
if (RESERVED.test(characters)) {
  reject("challenge: starts like another protocol's message (expected: random bytes)");
}
if (signature.length !== 512) reject(`signature: ${signature.length} bytes (expected: 512)`);
const key = {
  key: certificate.publicKey,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: 478,
};
if (!verify("sha256", challenge, key, signature)) {
  reject("signature: not by the certificate's key over this challenge");
}
say(`verified: SHA256:${FINGERPRINT}`);
