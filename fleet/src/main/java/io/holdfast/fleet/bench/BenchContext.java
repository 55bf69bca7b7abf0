package io.holdfast.fleet.bench;

import io.holdfast.fleet.process.WorkFolder;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a bench works with.
 *
 * @param quick the size that fits a build; its figures are not for publication
 * @param repeat how often each figure is measured; the median is reported
 * @param folder removed after the bench
 * @param progress told one sentence before each step that takes seconds
 */
public record BenchContext(boolean quick, int repeat, WorkFolder folder, Consumer<String> progress) {

    /** How long one measurement loads the server. */
    Duration measured() {
        return quick ? Duration.ofSeconds(3) : Duration.ofSeconds(10);
    }

    /** How long the server is loaded first, so that its JIT has compiled what is measured. */
    Duration warmUp() {
        return quick ? Duration.ofSeconds(3) : Duration.ofSeconds(15);
    }
}
