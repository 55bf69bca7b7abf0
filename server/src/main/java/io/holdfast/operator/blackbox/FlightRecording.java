package io.holdfast.operator.blackbox;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's flight recorder, always on: chunks of at most 64 MiB and a quarter of an hour in {@code DATA/blackbox/jfr}, where they stay when
 * the process is killed. Few events, so that it costs less than one percent; none that knows the command line, the environment or system
 * properties, because passwords stand there.
 */
public final class FlightRecording {
    /** Beside the records. */
    static final String FOLDER = "jfr";

    private static final long BYTES_MAX = 64L << 20;
    private static final Duration AGE_MAX = Duration.ofMinutes(15);

    /** What a killed process may take with it. A chunk has 120 KB before its first event: 60 of them fit well. */
    private static final Duration CHUNK_MAX = Duration.ofSeconds(30);

    /** Of earlier processes, whose end one may still want to look at. */
    private static final int RUNS_MAX = 3;

    private static final Logger log = LoggerFactory.getLogger(FlightRecording.class);

    private FlightRecording() {}

    /** Starts it in the background: it takes a fifth of a second, in which devices are served already. */
    public static void startLater(Path data) {
        Thread.ofPlatform()
                .daemon()
                .name("flight-recorder")
                .start(() -> start(data.resolve(BlackBox.FOLDER).resolve(FOLDER)));
    }

    private static void start(Path folder) {
        try {
            Files.createDirectories(folder);
            forgetOldRuns(folder);
            // The only way to say where, short of an option of the JVM; before the recorder is first used.
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "jfrConfigure",
                            new Object[] {new String[] {"repositorypath=\"" + folder.toAbsolutePath() + "\""}},
                            new String[] {String[].class.getName()});
            record();
            finishChunks();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException | JMException | RuntimeException refused) {
            log.atWarn().addKeyValue("why", refused.toString()).log("the flight recorder does not run");
        }
    }

    /** Stays open as long as the process: what it holds is for afterwards. */
    @SuppressWarnings("resource")
    private static void record() {
        Recording recording = new Recording();
        recording.setName("holdfast");
        recording.setToDisk(true);
        recording.setMaxSize(BYTES_MAX);
        recording.setMaxAge(AGE_MAX);
        recording.enable("jdk.CPULoad").withPeriod(Duration.ofSeconds(1));
        recording.enable("jdk.ThreadCPULoad").withPeriod(Duration.ofSeconds(10));
        recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(50));
        recording.enable("jdk.ThreadDump").with("period", "everyChunk");
        recording.enable("jdk.GarbageCollection").withoutStackTrace();
        recording.enable("jdk.GCHeapSummary").withoutStackTrace();
        recording.enable("jdk.ResidentSetSize").withPeriod(Duration.ofSeconds(10));
        recording.enable("jdk.ExceptionStatistics").withPeriod(Duration.ofSeconds(10));
        for (String slow :
                List.of("jdk.JavaMonitorEnter", "jdk.VirtualThreadPinned", "jdk.FileForce", "jdk.FileWrite")) {
            recording.enable(slow).withThreshold(Duration.ofMillis(50));
        }
        recording.start();
    }

    /**
     * Ends the chunk every so often: the one that a killed process was writing cannot be opened, those before it can. Another recording that
     * begins is what makes the recorder begin another chunk.
     */
    private static void finishChunks() throws InterruptedException {
        while (true) {
            TimeUnit.NANOSECONDS.sleep(CHUNK_MAX.toNanos());
            try (Recording turn = new Recording()) {
                turn.start();
            }
        }
    }

    private static void forgetOldRuns(Path folder) throws IOException {
        List<Path> runs;
        try (Stream<Path> all = Files.list(folder)) {
            runs = all.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .skip(RUNS_MAX)
                    .toList();
        }
        for (Path run : runs) {
            try (Stream<Path> files = Files.walk(run)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }
}
