package io.holdfast.platform.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and sockets this process may have open at once (RLIMIT_NOFILE, the soft one). */
public sealed interface FileLimit {

    record AtMost(long files) implements FileLimit {}

    /** Not limited, or a system that does not say. */
    record Unknown() implements FileLimit {}

    /** The limit of this process. The JVM has already raised it to the hard limit. */
    static FileLimit current() {
        try {
            return parse(Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException notLinux) {
            return new Unknown();
        }
    }

    /** Reads the text of {@code /proc/PID/limits}, proc(5). */
    static FileLimit parse(String limits) {
        Matcher line = Pattern.compile("(?m)^Max open files\\s+(\\d{1,18})\\s").matcher(limits);
        return Optional.of(line)
                .filter(Matcher::find)
                .<FileLimit>map(found -> new AtMost(Long.parseLong(found.group(1))))
                .orElseGet(Unknown::new);
    }
}
