package eu.qlpipeline.signing.client.internal.cli;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The user as whom this process runs. */
final class ProcessUser {

    /** Real, effective, saved and file system user id (proc(5)). */
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final String USER_IDS = "Uid:\t";

    private ProcessUser() {}

    /** The id of that user, who need not have a name; JDK 17 by itself takes one without a name for root. */
    static long id() {
        try (Stream<String> status = Files.lines(STATUS)) {
            return status.filter(line -> line.startsWith(USER_IDS))
                    .map(line -> Long.parseLong(line.split("\t", -1)[2]))
                    .findFirst()
                    .orElseGet(ProcessUser::known);
        } catch (IOException e) {
            return known();
        }
    }

    private static long known() {
        return new UnixSystem().getUid();
    }
}
