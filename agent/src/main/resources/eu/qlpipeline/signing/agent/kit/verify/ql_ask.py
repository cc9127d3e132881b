#!/usr/bin/env python3
"""Asks QL-Pipeline's signing agent a fresh challenge, and verifies the answer with ql_verify.py (QL-SIGN v1).

    ql_ask.py --agent HOST:PORT --agent-certificate agent-tls.crt --certificate YOURS.crt --key YOURS.key
              [--audience NAME] [--deadline SECONDS] ql-pipeline.crt

Without --audience a raw challenge is asked, with it a bound one under that name, which QL-Pipeline has to have granted you. Decide
once which of the two it is, and stay with it. The agent is who has the key of agent-tls.crt, a certificate that it issued itself;
who shows another, if only a new one of the same key, is rejected (AGENT_NOT_PINNED) and asked nothing. While the agent changes its
certificate, both may stand in that file, in either order, where the name in them is the same.

Says "verified" and exits with 0; says "rejected: REASON: ..." or "refused: CODE: ..." and exits with 1; says "unusable" and exits
with 2 where an argument or file is of no use, Python lacks something, or standard output cannot be written; says "unreachable: CODE: ..." and exits with 3 where no
answer came, or the agent cannot give one now: then nothing is known.

Needs Python 3.9, the packages grpcio and cryptography 3.1, or later ones, and beside this file ql_verify.py and what protoc makes, in the kit's
folder, of the .proto:

    python3 -m grpc_tools.protoc -I protocol --python_out=verify signing_agent.proto

(package grpcio-tools; or protoc itself with the same arguments)
"""
import argparse
import os
import re
import sys
import warnings

if __name__ == "__main__" and {"-h", "--help"} & set(sys.argv[1:]):
    print(__doc__.strip())
    sys.exit(0)

try:
    import grpc
    import ql_verify
    import signing_agent_pb2 as wire
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509.oid import NameOID
    from google.protobuf.message import DecodeError
except BaseException as lacking:  # a program must not end with 1, which means rejected
    kind = type(lacking).__name__
    print("unusable: %s: %s (expected: what ql_ask.py --help names)" % (kind, lacking), file=sys.stderr)
    sys.exit(2)

LONGEST_DEADLINE = 3600
METHOD = "/%s/SignChallenge" % wire.DESCRIPTOR.services_by_name["SigningAgent"].full_name
REFUSALS = (
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
)
NOT_NOW = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)
SCHEMES = {wire.SignatureScheme.Value("SIGNATURE_SCHEME_" + name): name for name in ql_verify.SCHEMES}
BINDINGS = {wire.CHANNEL_BINDING_TYPE_NONE: "none", wire.CHANNEL_BINDING_TYPE_TLS_EXPORTER: "tls-exporter"}


class NoAnswer(Exception):
    """The agent ended the call as if it had answered."""


def content(path):
    with open(path, "rb") as file:
        return file.read()


def name_in(certificate):
    """The name that gRPC is to expect: the certificate says who the agent is, not where."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return names.get_values_for_type(x509.DNSName)[0]
    except (x509.ExtensionNotFound, IndexError):
        return certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


def certificate_in(option, pem):
    """The first certificate."""
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as problem:
        raise ql_verify.Unusable("%s: not a certificate in PEM" % option) from problem


def key_in(pem):
    """The private key; openssl may have put something before it."""
    found = re.search(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", pem, re.DOTALL)
    try:
        return serialization.load_pem_private_key(found.group() + b"\n", None)
    except (AttributeError, TypeError, ValueError, UnsupportedAlgorithm) as problem:
        raise ql_verify.Unusable("--key: not a private key in PEM (expected: one, not encrypted)") from problem


def spki(public_key):
    return public_key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def connect(arguments):
    """A channel; gRPC would say of a key of another certificate what it says of an agent that cannot be reached."""
    pinned, own, key = map(content, (arguments.agent_certificate, arguments.certificate, arguments.key))
    name = name_in(certificate_in("--agent-certificate", pinned))
    if spki(key_in(key).public_key()) != spki(certificate_in("--certificate", own).public_key()):
        raise ql_verify.Unusable("--key: of another certificate (expected: that of --certificate)")
    tls = grpc.ssl_channel_credentials(pinned, key, own)
    return grpc.secure_channel(arguments.agent, tls, [("grpc.ssl_target_name_override", name)])


def reply_of(answer):
    """What came back, as ql_verify.py takes it."""
    reply = {"certificateSha256": answer.certificate_sha256.hex(), "scheme": SCHEMES.get(answer.scheme)}
    if answer.HasField("raw"):
        reply["signature"] = answer.raw.signature.hex()
    elif answer.HasField("bound"):
        bound = answer.bound
        reply.update(
            agentNonce=bound.agent_nonce.hex(),
            issuedAtMs=bound.issued_at_ms,
            expiresAtMs=bound.expires_at_ms,
            channelBindingType=BINDINGS.get(bound.channel_binding_type),
        )
        if bound.HasField("signature"):
            reply["signature"] = bound.signature.hex()
        elif bound.HasField("batch_proof"):
            reply["batchProof"] = bound.batch_proof.hex()
    return reply


def sign(channel, deadline, request):
    """The reply. It is parsed here, since gRPC makes of one that does not parse a failure like any other."""
    answer = channel.unary_unary(METHOD, wire.SignChallengeRequest.SerializeToString)(request, timeout=deadline)
    if answer is None:
        raise NoAnswer
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            reply = wire.SignChallengeResponse.FromString(answer)
    except DecodeError:
        reply = None
    # The parsers in C++ of older releases only warn of what they do not parse to its end.
    if reply is None or any(issubclass(one.category, RuntimeWarning) for one in warned):
        raise ql_verify.Rejected("ANSWER_MALFORMED", "answer: does not parse (expected: a reply of the agent)")
    return reply


def ask_raw(channel, deadline, stored):
    challenge = os.urandom(32)
    request = wire.SignChallengeRequest(raw=wire.RawChallenge(challenge=challenge))
    answer = sign(channel, deadline, request)
    ql_verify.verify_raw(stored, challenge, reply_of(answer))


def ask_bound(channel, deadline, stored, audience):
    pending = ql_verify.PendingNonces(life_ms=int(deadline * 1000) + 60_000)
    own = ql_verify.own_terms({"audience": audience, "verifierNonce": pending.issue().hex()})
    request = wire.SignChallengeRequest(
        bound=wire.BoundChallenge(
            verifier_nonce=own["verifierNonce"],
            audience=audience,
            channel_binding_type=wire.CHANNEL_BINDING_TYPE_NONE,
        )
    )
    answer = sign(channel, deadline, request)
    ql_verify.verify_bound(stored, own, reply_of(answer), pending.spend)


def ask(arguments):
    stored = ql_verify.Stored(content(arguments.pipeline))
    with connect(arguments) as channel:
        if arguments.audience is None:
            ask_raw(channel, arguments.deadline, stored)
        else:
            ask_bound(channel, arguments.deadline, stored, arguments.audience)
    return stored


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="ql_ask.py")
    for option in ("--agent", "--agent-certificate", "--certificate", "--key"):
        parser.add_argument(option, required=True)
    parser.add_argument("--audience")
    parser.add_argument("--deadline", type=float, default=10)
    parser.add_argument("pipeline")
    options = parser.parse_args(arguments)
    if not 0 < options.deadline <= LONGEST_DEADLINE:
        parser.error(
            "--deadline: %g (expected: more than 0 s, %d s at the most)" % (options.deadline, LONGEST_DEADLINE)
        )
    return options


def refuses(failure):
    """Whether the agent says no: by the code, or by a reason of its own beside another one."""
    named = ("/" + wire.Rejection.DESCRIPTOR.full_name).encode("ascii")
    details = (value for key, value in failure.trailing_metadata() or () if key == "grpc-status-details-bin")
    return failure.code() in REFUSALS or (failure.code() not in NOT_NOW and any(named in value for value in details))


def failed(failure, options):
    """Says what a failed call means, and returns the exit code."""
    details = failure.details() or ""
    # In capitals or not, with underscores or blanks: as gRPC's TLS library writes it.
    if "certificate verify failed" in details.lower().replace("_", " "):
        return ql_verify.say(
            "rejected: AGENT_NOT_PINNED: agent %a: another certificate, or one not valid now (expected: that of %a); do not go on"
            % (options.agent, options.agent_certificate),
            1,
        )
    # With TLS 1.3 the agent refuses a client certificate after this side has finished the handshake.
    stranger = " (perhaps the agent does not know your certificate)" if "TSI_" in details else ""
    outcome, code = ("refused", 1) if refuses(failure) else ("unreachable", 3)
    return ql_verify.say("%s: %s: %a%s" % (outcome, failure.code().name, failure.details(), stranger), code)


def main(arguments):
    options = parsed(arguments)
    try:
        stored = ask(options)
    except ql_verify.Rejected as rejected:
        return ql_verify.say("rejected: %s" % rejected, 1)
    except grpc.RpcError as failure:
        return failed(failure, options)
    except NoAnswer:
        return ql_verify.say("unreachable: OK: the call ended without an answer", 3)
    except (ql_verify.Unusable, OSError) as problem:
        return ql_verify.unusable(problem)
    except BaseException as problem:  # nothing else may end with 1, which means rejected
        return ql_verify.unusable("%s: %s" % (type(problem).__name__, problem))
    return ql_verify.say("verified: SHA256:%s" % stored.fingerprint.hex(), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
