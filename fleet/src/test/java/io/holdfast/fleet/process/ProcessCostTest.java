package io.holdfast.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessCostTest {
    @Test
    void a_busy_process_is_charged_and_a_frozen_one_is_not() throws Exception {
        Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            assertThat(Poll.until(Duration.ofSeconds(20), () -> cpu(busy).compareTo(Duration.ofMillis(50)) > 0))
                    .isTrue();

            Signals.stop(List.of(busy.pid()));

            Duration frozenAt = cpu(busy);
            Poll.until(Duration.ofMillis(200), () -> false);
            assertThat(cpu(busy).minus(frozenAt)).isLessThanOrEqualTo(Duration.ofMillis(10));
            assertThat(ProcFs.residentBytes(busy.pid())).isPositive();

            Signals.resume(List.of(busy.pid()));

            assertThat(Poll.until(Duration.ofSeconds(20), () -> cpu(busy).compareTo(frozenAt.plusMillis(50)) > 0))
                    .isTrue();
        } finally {
            Signals.kill(List.of(busy.pid()));
            busy.waitFor();
        }
    }

    @Test
    void children_count_to_their_parent_while_they_live_and_after() throws Exception {
        Process parent = new ProcessBuilder(
                        "sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; sh -c 'sleep 60'; :")
                .start();
        try {
            PostgresProcesses family = new PostgresProcesses(parent.pid());

            boolean charged = Poll.until(
                    Duration.ofSeconds(20),
                    () -> family.pids().size() >= 2 && family.cost().cpu().compareTo(Duration.ofMillis(50)) > 0);

            assertThat(charged).isTrue();
        } finally {
            new PostgresProcesses(parent.pid()).kill();
            parent.waitFor();
        }
    }

    private static Duration cpu(Process process) {
        return ProcFs.times(process.pid()).orElseThrow().own();
    }
}
