package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the fault module notes of its calls, so that no fault passes for survived that never came about. */
final class FaultJournal {

    /** Every line of a control file that a fault may have, and what is noted once it has come about. */
    private static final List<Directive> DIRECTIVES = List.of(
            new Directive("(C_[A-Za-z]+) return (CKR_[A-Z_]+) (.+)", " $1 .*real=- returned=$2\n"),
            new Directive("(C_[A-Za-z]+) after (CKR_[A-Z_]+) (.+)", " $1 .*real=CKR_OK returned=$2\n"),
            new Directive("(C_[A-Za-z]+) delay ([0-9]+) (.+)", " $1 delayed $2 ms\n"),
            new Directive("(C_[A-Za-z]+) hang (.+)", " $1 hangs\n"),
            new Directive("(C_[A-Za-z]+) flip (.+)", " $1 flipped a bit\n"),
            new Directive(
                    "(C_[A-Za-z]+) leave-active (.+)",
                    " $1 leaves the operation active\n(?s:.*)real=- returned=CKR_OPERATION_ACTIVE\n"),
            new Directive("do close-sessions", " beneath C_CloseAllSessions "),
            new Directive("do logout", " beneath C_Logout "),
            new Directive("do finalize", " beneath C_Finalize "),
            new Directive("do new-handles", " beneath new handles "),
            new Directive("token absent", "real=- returned=(?:CKR_DEVICE_REMOVED|CKR_TOKEN_NOT_PRESENT)\n"),
            new Directive("(removable .+|slot-xor .+|pin .+|sessions [0-9]+)", " told $1\n"),
            // Which a program with as many threads may find to be just enough.
            new Directive("(sessions [0-9]+) hidden", " reached $1\n"),
            new Directive("session-idle .+", " beneath C_CloseSession .* idle "),
            new Directive("signing-time (.+)", " takes its turn of $1 ms\n"),
            // The second of the two is what the first was found as.
            new Directive(
                    "swap-keys .+",
                    " swapped handles=[0-9]+,(?<other>[0-9]+)\n(?s:.*) C_SignInit .* beneath=\\\\k<other> real=CKR_OK "));

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

    /** Fails unless everything the fault consists of has come about, as often as it says. */
    void requireMet(Fault fault) {
        String noted = sinceSkip();
        for (String line : fault.lines()) {
            Directive directive = directive(line);
            assertThat(directive.count(line, noted))
                    .as("%s: how often %s has come about", fault.name(), line)
                    .isGreaterThanOrEqualTo(directive.times(line));
        }
    }

    /** Whether everything the fault consists of has come about by now. */
    boolean hasMet(Fault fault) {
        String noted = sinceSkip();
        return fault.lines().stream().allMatch(line -> directive(line).isMet(line, noted));
    }

    /** How often a line with that pattern was noted. */
    int count(String pattern) {
        return Math.toIntExact(
                Pattern.compile(pattern).matcher(sinceSkip()).results().count());
    }

    private static Directive directive(String line) {
        return DIRECTIVES.stream()
                .filter(known -> known.line().matcher(line).matches())
                .findFirst()
                .orElseThrow(() -> new AssertionError("fault: " + line + " (expected: one of a known kind)"));
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

    /**
     * A kind of line in a control file.
     *
     * @param line the line
     * @param note what is noted once it has come about, with the groups of the line
     */
    private record Directive(Pattern line, String note) {

        private static final Pattern COUNT = Pattern.compile("C_.* ([0-9]+)");

        Directive(String line, String note) {
            this(Pattern.compile(line), note);
        }

        boolean isMet(String written, String noted) {
            return count(written, noted) >= times(written);
        }

        /** How often it has come about. */
        long count(String written, String noted) {
            return Pattern.compile(line.matcher(written).replaceFirst(note))
                    .matcher(noted)
                    .results()
                    .count();
        }

        /** How often it is to come about at least. */
        int times(String written) {
            Matcher count = COUNT.matcher(written);
            return count.matches() ? Integer.parseInt(count.group(1)) : 1;
        }
    }
}
