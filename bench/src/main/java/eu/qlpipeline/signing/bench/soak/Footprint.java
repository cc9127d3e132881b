package eu.qlpipeline.signing.bench.soak;

import eu.qlpipeline.signing.acceptance.fleet.FleetAgent;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one agent holds.
 *
 * @param sessions open sessions of its token
 * @param threads threads of its process
 * @param heapKilobytes what is left of its heap after a full collection
 */
record Footprint(int sessions, int threads, long heapKilobytes) {

    private static final Duration JCMD = Duration.ofSeconds(30);
    private static final Pattern USED = Pattern.compile("(?:generation|heap)\\s+total [0-9]+K, used ([0-9]+)K");
    private static final Pattern SESSIONS = Pattern.compile("open-sessions\\s+([0-9]+)");
    private static final int SHARE = 10;
    /** By how much an idle heap of this size differs from one collection to the next. */
    private static final long HEAP_NOISE_KILOBYTES = 4096;

    private static final int THREADS_MORE = 4;
    private static final int SESSIONS_MORE = 2;

    /** Measures an agent that has nothing to do. */
    static Footprint of(FleetAgent agent, Processes processes) {
        String pid = Long.toString(agent.process().running().pid());
        jcmd(processes, agent, pid, "GC.run");
        long heap = USED.matcher(jcmd(processes, agent, pid, "GC.heap_info"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
        try {
            Matcher sessions =
                    SESSIONS.matcher(Files.readString(agent.home().directory().resolve("status")));
            int open = 0;
            while (sessions.find()) {
                open = Integer.parseInt(sessions.group(1));
            }
            try (var threads = Files.list(Path.of("/proc", pid, "task"))) {
                return new Footprint(open, (int) threads.count(), heap);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String jcmd(Processes processes, FleetAgent agent, String pid, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return processes
                .run(Program.of(agent.home().directory(), jcmd, pid, command), JCMD)
                .orThrow()
                .out();
    }

    /** Whether no sessions and no threads have leaked since an earlier measurement. */
    boolean hasNoMoreHandlesThan(Footprint before) {
        return sessions <= before.sessions + SESSIONS_MORE && threads <= before.threads + THREADS_MORE;
    }

    /** Whether the heap has grown since an earlier measurement by more than it does by itself. */
    boolean hasMoreHeapThan(Footprint before) {
        return heapKilobytes > before.heapKilobytes + Math.max(before.heapKilobytes / SHARE, HEAP_NOISE_KILOBYTES);
    }

    /**
     * Whether something leaks into the heap: it grew by more than it does by itself, and under the same load once more by at
     * least half as much. A pool of buffers grows by a whole block, and keeps it.
     */
    static boolean heapLeaks(Footprint before, Footprint after, Footprint onceMore) {
        return after.hasMoreHeapThan(before)
                && onceMore.heapKilobytes - after.heapKilobytes >= (after.heapKilobytes - before.heapKilobytes) / 2;
    }
}
