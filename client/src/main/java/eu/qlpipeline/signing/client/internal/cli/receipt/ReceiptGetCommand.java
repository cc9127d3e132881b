package eu.qlpipeline.signing.client.internal.cli.receipt;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.internal.cli.argument.AgentOptions;
import eu.qlpipeline.signing.client.internal.cli.argument.BytesArgument;
import eu.qlpipeline.signing.client.internal.cli.argument.BytesConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.DeadlineConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.receipt.ReceiptVerifier;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.audit.ReceiptText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
            "Waits for the next checkpoint where none covers the record yet."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class ReceiptGetCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Supplier<TrustStore> store;

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
            description = "When the answer came, to a minute, such as 2026-05-01T10:00:00Z. Default: now.")
    private @Nullable Instant at;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DeadlineConverter.class,
            description = "How long to wait for a checkpoint. Default: ${DEFAULT-VALUE}.")
    private Duration wait;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file to write, which must not exist.")
    private Path out;

    ReceiptGetCommand(Supplier<TrustStore> store) {
        this.store = store;
    }

    @Override
    public Integer call() throws Exception {
        if (Files.exists(out)) {
            throw new UsageException("out: " + out + " exists (expected: a new file)", null, "choose another --out");
        }
        Instant time = at == null ? Instant.now() : at;
        var query = new ReceiptQuery(Digest.of(challenge.bytes()), Digest.of(signature.bytes()), time.toEpochMilli());
        Receipt receipt;
        try (AgentClient client = agent.connect()) {
            receipt = patiently(client, query);
        }
        receipt.requireChallenge(query.challenge());
        receipt.requireSignature(query.signature());
        new ReceiptVerifier(store.get().snapshot()).verify(receipt);
        write(receipt);
        ReceiptSummary.lines(receipt).forEach(spec.commandLine().getOut()::println);
        return ExitCodes.DONE;
    }

    private Receipt patiently(AgentClient client, ReceiptQuery query) throws Exception {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            try {
                return client.receipt(query);
            } catch (AgentRefusedException e) {
                if (e.reason() != AgentRefusedException.Reason.RECEIPT_PENDING || end - System.nanoTime() <= 0) {
                    throw e;
                }
                new CompletableFuture<Void>()
                        .completeOnTimeout(null, PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            }
        }
    }

    private void write(Receipt receipt) {
        try {
            Files.write(out, ReceiptText.encode(receipt), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UsageException("out: " + out + " cannot be written", e, "choose another --out");
        }
    }
}
