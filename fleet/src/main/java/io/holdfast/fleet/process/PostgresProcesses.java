package io.holdfast.fleet.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The postmaster and its backends, seen from outside.
 *
 * @param postmaster process id of the first process
 */
public record PostgresProcesses(long postmaster) {

    /** All processes at this moment, the postmaster first. */
    public List<Long> pids() {
        List<Long> pids = new ArrayList<>(List.of(postmaster));
        ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> ProcFs.times(pid)
                        .filter(times -> times.parent() == postmaster)
                        .isPresent())
                .forEach(pids::add);
        return pids;
    }

    /** CPU of all processes including ended backends; resident memory with shared buffers counted once. */
    public ProcessCost cost() {
        List<Long> pids = pids();
        Duration cpu = ProcFs.times(postmaster).map(ProcFs.Times::endedChildren).orElse(Duration.ZERO);
        long bytes = 0;
        for (long pid : pids) {
            cpu = cpu.plus(ProcFs.times(pid).map(ProcFs.Times::own).orElse(Duration.ZERO));
            bytes += ProcFs.proportionalBytes(pid);
        }
        return new ProcessCost(cpu, bytes);
    }

    /** {@code kill -9} of every process at once. */
    public void kill() {
        Signals.kill(pids());
        Poll.require(
                "PostgreSQL is gone",
                Duration.ofSeconds(10),
                () -> ProcessHandle.of(postmaster)
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
    }

    /** Freezes every process: connections stay open and nothing answers. */
    public void freeze() {
        Signals.stop(pids());
    }

    public void thaw() {
        Signals.resume(pids());
    }
}
