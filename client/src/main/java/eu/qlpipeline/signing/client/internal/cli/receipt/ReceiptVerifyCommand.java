package eu.qlpipeline.signing.client.internal.cli.receipt;

import eu.qlpipeline.signing.client.internal.cli.argument.BytesArgument;
import eu.qlpipeline.signing.client.internal.cli.argument.BytesConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.client.receipt.ReceiptVerifier;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptText;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a receipt that was kept, without an agent. */
@Command(
        name = "verify",
        description = {
            "Verifies a receipt offline, against the trusted list.",
            "With --challenge and --signature also that it is the receipt of these."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class ReceiptVerifyCommand implements Callable<Integer> {

    private final Supplier<TrustStore> store;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", converter = PathConverter.class, description = "The receipt.")
    private Path file;

    @Option(
            names = "--challenge",
            paramLabel = "HEX|BASE64|@FILE",
            converter = BytesConverter.class,
            description = "The raw challenge, or in mode bound your nonce, that was answered.")
    private @Nullable BytesArgument challenge;

    @Option(
            names = "--signature",
            paramLabel = "HEX|BASE64|@FILE",
            converter = BytesConverter.class,
            description = "The signature, 512 bytes.")
    private @Nullable BytesArgument signature;

    ReceiptVerifyCommand(Supplier<TrustStore> store) {
        this.store = store;
    }

    @Override
    public Integer call() throws ReceiptException, TrustStoreException {
        Receipt receipt = ReceiptText.decode(content());
        if (challenge != null) {
            receipt.requireChallenge(Digest.of(challenge.bytes()));
        }
        if (signature != null) {
            receipt.requireSignature(Digest.of(signature.bytes()));
        }
        new ReceiptVerifier(store.get().snapshot()).verify(receipt);
        ReceiptSummary.lines(receipt).forEach(spec.commandLine().getOut()::println);
        return ExitCodes.DONE;
    }

    private byte[] content() {
        try (InputStream source = Files.newInputStream(file)) {
            return source.readNBytes(ReceiptText.LONGEST + 1);
        } catch (IOException e) {
            throw new UsageException(
                    "receipt: " + file + ": " + FileTrouble.of(file, e), e, "give the file that receipt get wrote");
        }
    }
}
