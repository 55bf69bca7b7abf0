package io.holdfast.fleet.bench;

import io.holdfast.fleet.process.WorkFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a bench works with.
 *
 * @param quick the size that fits a build; its figures are not for publication
 * @param repeat how often each figure is measured; the median is reported
 * @param folder removed after the bench
 * @param progress told one sentence before each step that takes seconds
 */
public record BenchContext(boolean quick, int repeat, WorkFolder folder, Consumer<String> progress) {

    /**
     * For a workload that uses its server up: runs it as often as each figure is measured, every time in a folder of its own, so on
     * a new server.
     */
    <T> List<T> onNewServers(Function<BenchContext, T> run) {
        List<T> runs = new ArrayList<>();
        for (int i = 1; i <= repeat; i++) {
            progress.accept("Run " + i + " of " + repeat + ".");
            try (WorkFolder own = WorkFolder.create("bench")) {
                runs.add(run.apply(new BenchContext(quick, 1, own, progress)));
            }
        }
        return runs;
    }

    /** How long one measurement loads the server. */
    Duration measured() {
        return quick ? Duration.ofSeconds(3) : Duration.ofSeconds(10);
    }

    /** How long the server is loaded first, so that its JIT has compiled what is measured. */
    Duration warmUp() {
        return quick ? Duration.ofSeconds(3) : Duration.ofSeconds(15);
    }
}
