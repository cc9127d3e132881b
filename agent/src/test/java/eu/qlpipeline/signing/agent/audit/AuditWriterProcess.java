package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main class of a process that records requests as fast as it can, and says on its standard output which of them are
 * acknowledged, one number on a line, and when it is refused. It runs until it is killed.
 */
public final class AuditWriterProcess {

    private static final int THREADS = 4;

    /** By nobody's key: to make one would take longer than this process lives. */
    private static final Result SIGNED =
            new Result.Signed(CertificateFingerprint.ofBytes(new byte[32]), 1, Digest.of(new byte[0]));

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final AtomicLong next;
    private final AuditLog audit;

    private AuditWriterProcess(AuditLog audit, long first) {
        this.audit = audit;
        this.next = new AtomicLong(first);
    }

    /** Arguments: the directory, the number of the first request, the size of a segment. */
    public static void main(String[] arguments) {
        AuditLog audit = TestingAudit.open(Path.of(arguments[0]), Integer.parseInt(arguments[2]), (origin, head) -> {
            throw new AssertionError("no checkpoint is asked for");
        });
        var process = new AuditWriterProcess(audit, Long.parseLong(arguments[1]));
        for (int i = 0; i < THREADS; i++) {
            new Thread(process::work).start();
        }
    }

    private void work() {
        while (true) {
            long number = next.getAndIncrement();
            try {
                record(number).join();
                say(Long.toString(number));
            } catch (AgentException refused) {
                pause();
            } catch (CompletionException lost) {
                say("lost " + number);
            }
        }
    }

    private CompletableFuture<Void> record(long number) {
        var request = new JournalledRequest(TestingAudit.facts(number));
        audit.journal().intend(List.of(request));
        return TestingAudit.conclude(audit.journal(), new Conclusion(request, SIGNED), () -> {});
    }

    /** Waits until it may go on, and says that it had to wait. */
    private void pause() {
        say("blocked");
        while (audit.blocked().isPresent()) {
            Thread.onSpinWait();
        }
        say("open");
    }

    private synchronized void say(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
