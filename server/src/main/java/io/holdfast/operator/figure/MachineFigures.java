package io.holdfast.operator.figure;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.platform.metrics.HeapAfterCollection;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What is measured of the process and its machine. */
public final class MachineFigures {
    /** The kernel lists every open file to count them: 5 ms for 20,000. */
    private static final int FILES_EVERY = 5;

    private static final double MILLIS = 1_000;

    private MachineFigures() {}

    /** @param disk the data directory's, as it was last looked at by a thread that may hang with it */
    public static void add(FigureBoard board, Supplier<Optional<DiskRoom>> disk) {
        ofProcess(board);
        ofHeap(board);
        ofDisk(board, disk);
    }

    private static void ofProcess(FigureBoard board) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            board.add(
                    new Figure(Names.CPU_PROCESS, "CPU, this process", Figure.Unit.SHARE),
                    () -> load(system.getProcessCpuLoad()));
            board.add(
                    new Figure(Names.CPU_MACHINE, "CPU, machine", Figure.Unit.SHARE), () -> load(system.getCpuLoad()));
            double max = system.getMaxFileDescriptorCount();
            Remembered open = new Remembered(
                    FigureSource.every(FILES_EVERY, FigureSource.of(system::getOpenFileDescriptorCount)));
            board.add(new Figure(Names.FILES, "Open files", Figure.Unit.COUNT), open);
            board.add(new Figure(Names.FILES_MAX, "Open files, most", Figure.Unit.COUNT), FigureSource.of(() -> max));
            board.add(
                    new Figure(Names.FILES_SHARE, "Open files, of most", Figure.Unit.SHARE),
                    open.times(1 / Math.max(1, max)));
        }
        board.add(
                new Figure(Names.THREADS, "Threads", Figure.Unit.COUNT),
                FigureSource.of(() -> ManagementFactory.getThreadMXBean().getThreadCount()));
    }

    /** Negative is the JVM's word for not known yet. */
    private static OptionalDouble load(double load) {
        return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
    }

    private static void ofHeap(FigureBoard board) {
        double max = Runtime.getRuntime().maxMemory();
        HeapAfterCollection collected = new HeapAfterCollection();
        // It stays true until the next collection, however long that takes.
        Remembered heap = new Remembered(() -> {
            OptionalLong bytes = collected.bytes();
            return bytes.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(bytes.getAsLong());
        });
        board.add(new Figure(Names.HEAP_AFTER_GC, "Heap after collection", Figure.Unit.BYTES), heap);
        board.add(new Figure(Names.HEAP_MAX, "Heap, most", Figure.Unit.BYTES), FigureSource.of(() -> max));
        board.add(
                new Figure(Names.HEAP_SHARE, "Heap after collection, of most", Figure.Unit.SHARE), heap.times(1 / max));
        FigureSource collecting = FigureSource.rate(() -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
        board.add(new Figure(Names.GC_SHARE, "Time in collections", Figure.Unit.SHARE), () -> {
            OptionalDouble millis = collecting.read();
            return millis.isEmpty() ? millis : OptionalDouble.of(millis.getAsDouble() / MILLIS);
        });
    }

    private static void ofDisk(FigureBoard board, Supplier<Optional<DiskRoom>> disk) {
        board.add(
                new Figure(Names.DISK_FREE, "Disk, free", Figure.Unit.BYTES),
                new DiskRoom.Source(disk, DiskRoom::free));
        board.add(
                new Figure(Names.DISK_SHARE, "Disk, free of all", Figure.Unit.SHARE),
                new DiskRoom.Source(disk, room -> room.free() / Math.max(1, room.total())));
    }
}
