package io.holdfast.agent.session;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which paths are served.
 *
 * @param root the folder beneath which they are, links followed
 * @param bytesMax the largest file that is taken
 */
record FileRules(Path root, long bytesMax) {

    /** A file that is there: its path with links followed, which is beneath the folder. */
    Path existing(String path) throws IOException {
        Path real = absolute(path).toRealPath();
        if (!real.startsWith(root.toRealPath())) {
            throw new FileRefused("permission denied: the path is outside of what the device serves");
        }
        return real;
    }

    /** A file that is to be written: its folder is there, beneath the folder. */
    Path target(String path) throws IOException {
        Path asked = absolute(path);
        Path folder = Optional.ofNullable(asked.getParent())
                .orElseThrow(() -> new FileRefused("permission denied: that is no file's path"));
        Path name = Optional.ofNullable(asked.getFileName())
                .orElseThrow(() -> new FileRefused("permission denied: that is no file's path"));
        return existing(folder.toString()).resolve(name);
    }

    private static Path absolute(String path) throws FileRefused {
        try {
            Path asked = Path.of(path);
            boolean climbs = !asked.normalize().equals(asked);
            if (!asked.isAbsolute() || climbs) {
                throw new FileRefused("the path is not absolute, or climbs");
            }
            return asked;
        } catch (InvalidPathException malformed) {
            throw new FileRefused("the path is no path");
        }
    }
}
