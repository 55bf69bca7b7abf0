package io.holdfast.fleet.drill.acknowledgement;

/**
 * One system call that succeeded or failed.
 *
 * @param arguments as the trace shows them
 * @param result below zero when it failed
 * @param begun number of the trace's line in which it was entered
 * @param ended number of the line in which it returned; a call that is caused by this one's return begins later
 */
record SystemCall(String name, String arguments, long result, String resultText, long begun, long ended) {

    /** The path or socket behind its first argument, a file descriptor; empty when it has none. */
    String target() {
        return inAngles(arguments);
    }

    /** The path or socket behind the file descriptor it returned. */
    String returned() {
        return inAngles(resultText);
    }

    boolean writes() {
        return switch (name) {
            case "write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg" -> result >= 0;
            default -> false;
        };
    }

    boolean flushes() {
        return (name.equals("fsync") || name.equals("fdatasync")) && result == 0;
    }

    boolean renames() {
        return name.startsWith("rename") && result == 0;
    }

    private static String inAngles(String text) {
        int open = text.indexOf('<');
        int comma = text.indexOf(',');
        int close = text.indexOf('>', open);
        return open < 0 || close < 0 || comma >= 0 && comma < open ? "" : text.substring(open + 1, close);
    }
}
