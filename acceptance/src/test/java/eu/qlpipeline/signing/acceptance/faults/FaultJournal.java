package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the fault module notes of its calls, so that no fault passes for survived that never came about. */
final class FaultJournal {

    private static final Pattern RULE = Pattern.compile("(C_\\w+) (?:return|after) (CKR_\\w+) .*");

    private final Path file;
    private long read;

    FaultJournal(Path file) {
        this.file = file;
    }

    /** Forgets what was noted so far. */
    void skip() {
        try {
            read = Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the program got the codes of the fault. */
    void requireMet(Fault fault) {
        String noted = sinceSkip();
        for (String line : fault.lines()) {
            var rule = RULE.matcher(line);
            if (rule.matches()) {
                assertThat(noted).as(fault.name()).containsPattern(rule.group(1) + " .*returned=" + rule.group(2));
            } else if (line.startsWith("do ")) {
                assertThat(noted).as(fault.name()).contains(" beneath ");
            }
        }
    }

    private String sinceSkip() {
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(read);
            byte[] noted = new byte[Math.toIntExact(log.length() - read)];
            log.readFully(noted);
            return new String(noted, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
