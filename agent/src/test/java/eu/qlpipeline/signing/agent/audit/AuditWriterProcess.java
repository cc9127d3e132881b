package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /**
     * Kills such a process once it has acknowledged so many requests; returns their challenges, with those of others acknowledged
     * before it was dead.
     */
    static Set<Digest> killOnceAcknowledged(Process process, long first, int requests)
            throws IOException, InterruptedException {
        Set<Digest> acknowledged = new HashSet<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may be torn, and then it says nothing.
                if (line.matches("[0-9]+") && Long.parseLong(line) >= first) {
                    acknowledged.add(TestingAudit.facts(Long.parseLong(line)).challenge());
                }
                if (acknowledged.size() == requests) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor()).as("killed by SIGKILL").isEqualTo(137);
        return acknowledged;
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
