"""Asks the kit's verifier what becomes of nonces: nonces.py KIT CERTIFICATE

Prints one line for each step: its name, a tab, and "ok" or the reason of the refusal.
"""
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import ql_verify  # noqa: E402

LIFE = 1000

with open(sys.argv[2], "rb") as file:
    STORED = ql_verify.Stored(file.read())


def outcome(name, step):
    try:
        step()
        print(name + "\tok")
    except ql_verify.Rejected as rejected:
        print(name + "\t" + rejected.reason)


def bound(nonce, binding="none"):
    """An answer for another certificate, which is looked at after the nonce."""
    own = {
        "audience": "provider-a.example",
        "verifierNonce": nonce,
        "channelBindingType": "none",
        "channelBindingValue": bytes(32),
    }
    reply = {
        "certificateSha256": "00" * 32,
        "scheme": "RSA4096_PSS_SHA256_SALT478",
        "channelBindingType": binding,
        "signature": "00" * 512,
    }
    ql_verify.verify_bound(STORED, own, reply, lambda spent: pending.spend(spent, 0), 0)


pending = ql_verify.PendingNonces(limit=2, life_ms=LIFE)
first, second = pending.issue(0), pending.issue(0)
outcome("one too many", lambda: pending.issue(LIFE))
outcome("foreign", lambda: pending.spend(bytes(32), 0))
outcome("in time", lambda: pending.spend(first, LIFE))
outcome("again", lambda: pending.spend(first, LIFE))
outcome("late", lambda: pending.spend(second, LIFE + 1))
outcome("late again", lambda: pending.spend(second, LIFE + 1))
third, fourth = pending.issue(0), pending.issue(0)
outcome("of another binding", lambda: bound(third, "tls-exporter"))
outcome("refused", lambda: bound(third))
outcome("refused again", lambda: bound(third))
outcome("filled up", lambda: pending.issue(0))
outcome("room after their time", lambda: pending.issue(LIFE + 1))
outcome("forgotten", lambda: pending.spend(fourth, LIFE + 1))


class Clocks:
    """In place of the module time: a clock that somebody sets, and the time since the start of the machine."""

    def __init__(self):
        self.set, self.passed = 0, 0

    def time_ns(self):
        return 1_767_225_600_000_000_000 + (self.set + self.passed) * 1_000_000

    def monotonic_ns(self):
        return self.passed * 1_000_000


ql_verify.time = clocks = Clocks()
pending = ql_verify.PendingNonces(limit=2, life_ms=LIFE)
clocks.set = 3_600_000
pending.issue()
clocks.set = 0
fifth = pending.issue()
clocks.passed = LIFE + 1
outcome("late, after the clock was set", lambda: pending.spend(fifth))
pending.issue()
outcome("room after the clock was set", pending.issue)
