package eu.qlpipeline.signing.client.internal.cli.receipt;

import eu.qlpipeline.signing.client.internal.cli.argument.AgentOptions;
import eu.qlpipeline.signing.client.internal.cli.argument.BytesArgument;
import eu.qlpipeline.signing.client.internal.cli.argument.BytesConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.InstantConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.client.receipt.ReceiptVerifier;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.audit.ReceiptText;
import eu.qlpipeline.signing.fetch.console.NewFile;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import eu.qlpipeline.signing.fetch.console.TimeConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks an agent for the receipt of a signature, verifies it, and keeps it. */
@Command(
        name = "get",
        description = {
            "Asks an agent for the receipt of a signature that it made for you, verifies it, and writes it to a file.",
            "Waits for the next checkpoint where none covers the record yet.",
            "Of several agents each is asked: only the one that signed has the record in its log."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class ReceiptGetCommand implements Callable<Integer> {

    private static final String TIME_HINT =
            "give the time of the answer, such as 2026-05-01T10:00:00Z, or leave out --at for now";

    private static final Instant LATEST = Instant.ofEpochMilli(ReceiptQuery.LATEST_MILLIS);
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Supplier<TrustStore> store;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentOptions agent;

    @Option(
            names = "--challenge",
            paramLabel = "HEX|BASE64|@FILE",
            required = true,
            converter = BytesConverter.class,
            description = "The raw challenge, or in mode bound your nonce, that was answered.")
    private BytesArgument challenge;

    @Option(
            names = "--signature",
            paramLabel = "HEX|BASE64|@FILE",
            required = true,
            converter = BytesConverter.class,
            description = "The signature, 512 bytes.")
    private BytesArgument signature;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "When the answer came, to a minute, such as 2026-05-01T10:00:00Z. Default: now.")
    private @Nullable Instant at;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = TimeConverter.class,
            description =
                    "How long to wait for a checkpoint, or for a turn: seconds, or such as 500ms or 2m. Default: ${DEFAULT-VALUE}.")
    private Duration wait;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            converter = PathConverter.class,
            description = "The file to write, which must not exist.")
    private Path out;

    ReceiptGetCommand(Supplier<TrustStore> store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        if (out.equals(STANDARD_OUTPUT)) {
            throw new UsageException(
                    "out: - (expected: a file, since standard output says what is in it)",
                    null,
                    "choose another --out");
        }
        if (Files.exists(out)) {
            throw new UsageException("out: " + out + " exists (expected: a new file)", null, "choose another --out");
        }
        if (signature.bytes().length != PssSignature.LENGTH) {
            throw new UsageException(
                    "signature: " + signature.bytes().length + " bytes (expected: " + PssSignature.LENGTH + ")",
                    null,
                    "of a batchProof as verify --json has it, the last " + PssSignature.LENGTH + " bytes");
        }
        var query = new ReceiptQuery(Digest.of(challenge.bytes()), Digest.of(signature.bytes()), millis());
        var verifier = new ReceiptVerifier(store.get().snapshot());
        Receipt receipt;
        try (var search =
                new ReceiptSearch(agent.connectToEach(), wait, (asked, got) -> require(asked, got, verifier))) {
            receipt = search.find(query);
        }
        write(receipt);
        ReceiptSummary.lines(receipt).forEach(spec.commandLine().getOut()::println);
        return ExitCodes.DONE;
    }

    private static void require(ReceiptQuery asked, Receipt got, ReceiptVerifier verifier)
            throws ReceiptException, TrustStoreException {
        got.requireChallenge(asked.challenge());
        got.requireSignature(asked.signature());
        verifier.verify(got);
    }

    private long millis() {
        Instant time = at == null ? clock.instant() : at;
        if (time.isBefore(Instant.EPOCH)) {
            throw new UsageException("at: " + time + " (expected: a time from 1970 on)", null, TIME_HINT);
        }
        if (time.isAfter(LATEST)) {
            throw new UsageException("at: " + time + " (expected: " + LATEST + " at the latest)", null, TIME_HINT);
        }
        return time.toEpochMilli();
    }

    private void write(Receipt receipt) {
        byte[] text = ReceiptText.encode(receipt);
        try {
            NewFile.write(out, stream -> stream.write(text));
        } catch (IOException e) {
            throw new UsageException(
                    "out: " + out + ": not writable: " + FileTrouble.of(out, e), e, "choose another --out");
        }
    }
}
