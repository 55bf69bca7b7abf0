package io.holdfast.operator.figure;

/** The names of figures that rules and pages ask for. */
public final class Names {
    public static final String LOOP_LAG = "loops.lag";
    public static final String LOOP_BUSY = "loops.busy";
    public static final String CPU_PROCESS = "cpu.process";
    public static final String CPU_MACHINE = "cpu.machine";
    public static final String HEAP_AFTER_GC = "heap.after_gc";
    public static final String HEAP_MAX = "heap.max";
    public static final String HEAP_SHARE = "heap.share";
    public static final String GC_SHARE = "heap.gc_share";
    public static final String THREADS = "threads.count";
    public static final String FILES = "files.open";
    public static final String FILES_MAX = "files.max";
    public static final String FILES_SHARE = "files.share";
    public static final String DISK_FREE = "disk.free";
    public static final String DISK_SHARE = "disk.free_share";
    public static final String CONNECTIONS = "connections.open";
    public static final String CONNECTIONS_MAX = "connections.max";
    public static final String HANDSHAKES = "connections.handshakes";
    public static final String REQUESTS_IN_PROGRESS = "connections.requests";
    public static final String LINKS = "links.open";
    public static final String LINKS_CLOSED = "links.closed";
    public static final String LINKS_OPENED = "links.opened";
    public static final String JOURNAL_REPORTS = "journal.reports";
    public static final String JOURNAL_BYTES = "journal.bytes";
    public static final String JOURNAL_BYTES_MAX = "journal.bytes_max";
    public static final String JOURNAL_FAILED = "journal.failed";
    public static final String CONTROL_ACTIVE = "pool.control.active";
    public static final String CONTROL_WAITING = "pool.control.waiting";
    public static final String CONTROL_MAX = "pool.control.max";
    public static final String OPERATOR_ACTIVE = "pool.operator.active";
    public static final String IMAGE_AGE = "image.age";
    public static final String IMAGE_SEQ = "image.seq";
    public static final String IMAGE_DEVICES = "image.devices";
    public static final String FEED_HEAD = "database.feed_head";
    public static final String FEED_BEHIND = "image.behind";
    public static final String DATABASE_SILENT = "database.silent";
    public static final String SEQUENTIAL_SCANS = "database.sequential_scans";
    public static final String BLOCKED = "database.blocked";

    private Names() {}

    /** Requests a second of a route. */
    public static String rate(String route) {
        return "route." + route + ".rate";
    }

    /** Its 99th percentile. */
    public static String p99(String route) {
        return "route." + route + ".p99";
    }

    /** Its answers of 5xx a second, without those by which this node put devices off on purpose. */
    public static String errors(String route) {
        return "route." + route + ".errors";
    }

    /** Its answers a second by which a switch, a valve, a share or a limit put devices off. */
    public static String putOff(String route) {
        return "route." + route + ".put_off";
    }

    /** Its answers of 4xx a second. */
    public static String refusals(String route) {
        return "route." + route + ".refusals";
    }

    /** Reports that wait in a lane of the intake. */
    public static String lane(String lane) {
        return "intake." + lane + ".waiting";
    }
}
