package eu.qlpipeline.signing.client.internal.cli.receipt;

import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import java.util.List;

/** What a verified receipt says, for people. */
final class ReceiptSummary {

    private ReceiptSummary() {}

    static List<String> lines(Receipt receipt) {
        var request = receipt.outcome().request();
        return List.of(
                "caller       " + TerminalText.printable(request.caller()),
                "purpose      " + request.purpose().label(),
                "audience     "
                        + request.audience().map(audience -> audience.value()).orElse("none"),
                "challenge    SHA-256 " + request.challenge(),
                "signature    SHA-256 " + receipt.signed().signature(),
                "recorded     " + receipt.outcome().time() + ", as number "
                        + receipt.outcome().sequence(),
                "checkpoint   " + receipt.checkpoint().time() + ", over "
                        + receipt.checkpoint().head().size() + " records of "
                        + TerminalText.printable(receipt.checkpoint().origin().value()),
                "verified: " + receipt.checkpoint().certificate());
    }
}
