package io.holdfast.operator.figure;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/** What is measured of the process and its machine. */
public final class MachineFigures {
    /** The kernel lists every open file to count them: 5 ms for 20,000. */
    private static final int FILES_EVERY = 5;

    private static final int DISK_EVERY = 5;
    private static final double MILLIS = 1_000;

    private MachineFigures() {}

    /** @param data the directory whose disk is watched */
    public static void add(FigureBoard board, Path data) {
        ofProcess(board);
        ofHeap(board);
        ofDisk(board, data);
    }

    private static void ofProcess(FigureBoard board) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            board.add(
                    new Figure(Names.CPU_PROCESS, "CPU, this process", Figure.Unit.SHARE),
                    () -> load(system.getProcessCpuLoad()));
            board.add(
                    new Figure(Names.CPU_MACHINE, "CPU, machine", Figure.Unit.SHARE), () -> load(system.getCpuLoad()));
            double max = system.getMaxFileDescriptorCount();
            FigureSource open = FigureSource.every(FILES_EVERY, FigureSource.of(system::getOpenFileDescriptorCount));
            board.add(new Figure(Names.FILES, "Open files", Figure.Unit.COUNT), open);
            board.add(new Figure(Names.FILES_MAX, "Open files, most", Figure.Unit.COUNT), FigureSource.of(() -> max));
            board.add(
                    new Figure(Names.FILES_SHARE, "Open files, of most", Figure.Unit.SHARE),
                    of(board, Names.FILES, 1 / Math.max(1, max)));
        }
        board.add(
                new Figure(Names.THREADS, "Threads", Figure.Unit.COUNT),
                FigureSource.of(() -> ManagementFactory.getThreadMXBean().getThreadCount()));
    }

    /** Negative is the JVM's word for not known yet. */
    private static OptionalDouble load(double load) {
        return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
    }

    private static FigureSource of(FigureBoard board, String name, double factor) {
        return () -> board.reading(name)
                .map(reading -> OptionalDouble.of(reading.value() * factor))
                .orElseGet(OptionalDouble::empty);
    }

    private static void ofHeap(FigureBoard board) {
        double max = Runtime.getRuntime().maxMemory();
        board.add(
                new Figure(Names.HEAP_AFTER_GC, "Heap after collection", Figure.Unit.BYTES),
                HeapAfterCollection.watched());
        board.add(new Figure(Names.HEAP_MAX, "Heap, most", Figure.Unit.BYTES), FigureSource.of(() -> max));
        board.add(
                new Figure(Names.HEAP_SHARE, "Heap after collection, of most", Figure.Unit.SHARE),
                of(board, Names.HEAP_AFTER_GC, 1 / max));
        FigureSource collecting = FigureSource.rate(() -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
        board.add(new Figure(Names.GC_SHARE, "Time in collections", Figure.Unit.SHARE), () -> {
            OptionalDouble millis = collecting.read();
            return millis.isEmpty() ? millis : OptionalDouble.of(millis.getAsDouble() / MILLIS);
        });
    }

    private static void ofDisk(FigureBoard board, Path data) {
        board.add(
                new Figure(Names.DISK_FREE, "Disk, free", Figure.Unit.BYTES),
                FigureSource.every(DISK_EVERY, FigureSource.of(() -> of(data, MachineFigures::usable))));
        board.add(
                new Figure(Names.DISK_SHARE, "Disk, free of all", Figure.Unit.SHARE),
                FigureSource.every(
                        DISK_EVERY,
                        FigureSource.of(() -> (double) of(data, MachineFigures::usable)
                                / Math.max(1, of(data, MachineFigures::total)))));
    }

    private static long of(Path data, ToLongFunction<FileStore> what) {
        try {
            return what.applyAsLong(Files.getFileStore(data));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long usable(FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long total(FileStore disk) {
        try {
            return disk.getTotalSpace();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
