package io.holdfast.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** Whose rights PostgreSQL gets. It refuses to run as root, and so do we. */
sealed interface RunAs {
    /** nobody: present on every Linux, owns nothing by convention. */
    int NOBODY = 65534;

    /** What goes before a command so that it runs with these rights. */
    List<String> prefix();

    /** Gives a file or folder (not what is in it) to the user. */
    void own(Path path);

    /** The server is not root: PostgreSQL runs as the same user. */
    record Caller() implements RunAs {
        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public void own(Path path) {}
    }

    /** The server is root: PostgreSQL runs as this user. */
    record Unprivileged(int uid, int gid, List<String> prefix) implements RunAs {
        @Override
        public void own(Path path) {
            try {
                Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            } catch (IOException failed) {
                throw EmbeddedPostgresException.unusable("give " + path + " to user " + called(uid), failed);
            }
        }
    }

    /**
     * As root: the owner of an existing cluster, else nobody. Otherwise the caller, who must own an existing cluster.
     *
     * @param cluster the data folder, which need not exist yet
     */
    static RunAs forCluster(Path cluster) {
        int caller = owner(Path.of("/proc/self"));
        Optional<Integer> existing = Files.exists(cluster) ? Optional.of(owner(cluster)) : Optional.empty();
        if (caller == 0) {
            int uid = existing.filter(owner -> owner != 0).orElse(NOBODY);
            int gid = uid == NOBODY ? NOBODY : group(cluster);
            RunAs user = new Unprivileged(uid, gid, switchTo(uid, gid));
            if (existing.equals(Optional.of(0))) {
                ownTree(user, cluster);
            }
            return user;
        }
        existing.filter(owner -> owner != caller).ifPresent(owner -> {
            throw new EmbeddedPostgresException(
                    "postgres.directory-foreign",
                    "The database in " + cluster + " belongs to user " + called(owner)
                            + ", and the server runs as user " + called(caller) + ".",
                    "Run the server as root or as that user, or run: chown -R " + caller + " " + cluster.getParent());
        });
        return new Caller();
    }

    private static List<String> switchTo(int uid, int gid) {
        Optional<Path> setpriv = ShortCommand.find("setpriv");
        if (setpriv.isPresent()) {
            return List.of(setpriv.get().toString(), "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--");
        }
        return List.of(ShortCommand.require("runuser").toString(), "-u", nameOf(uid), "--");
    }

    private static String nameOf(int uid) {
        return UserNames.of(uid)
                .orElseThrow(() -> new EmbeddedPostgresException(
                        "postgres.no-unprivileged-user",
                        "PostgreSQL must not run as root, and user " + uid + " has no name here.",
                        "Install setpriv (Debian: package util-linux), or run the server as an ordinary user."));
    }

    /** The user for a person: by name where there is one. */
    static String called(int uid) {
        return UserNames.of(uid).orElseGet(() -> Integer.toString(uid));
    }

    private static int owner(Path path) {
        return number(path, "unix:uid");
    }

    private static int group(Path path) {
        return number(path, "unix:gid");
    }

    private static int number(Path path, String attribute) {
        try {
            return (int) Files.getAttribute(path, attribute);
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("look at " + path, failed);
        }
    }

    private static void ownTree(RunAs user, Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    user.own(folder);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    user.own(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("give " + root + " to the database's user", failed);
        }
    }
}
