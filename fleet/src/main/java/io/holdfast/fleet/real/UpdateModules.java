package io.holdfast.fleet.real;

import java.nio.file.Path;
import java.util.Map;

/** The update modules that real devices have beside Debian's own, each for one turn that an update can take. */
final class UpdateModules {
    static final String REFUSING = "refusing";
    static final String COPYING = "copying";
    static final String REBOOTING = "rebooting";
    static final String REBOOTING_BY_CLIENT = "rebooting-by-client";
    static final String CONFIGURING = "mender-configure";

    /** An update module whose every installation fails with words on its error stream, and that can roll back. */
    private static final String REFUSING_MODULE = """
            #!/bin/sh
            case "$1" in
                NeedsArtifactReboot) echo No ;;
                SupportsRollback) echo Yes ;;
                ArtifactInstall) echo "no room on this device" >&2; exit 1 ;;
            esac
            exit 0
            """;

    /**
     * Copies the payload into the device's own install folder, unless there is a file {@code full}. A reboot is as on a device: the
     * agent that asked for it is dead afterwards. A payload whose name ends in {@code -broken} stands for software that does not come
     * up; what was installed is taken back then.
     */
    private static final String COPYING_MODULE = """
            #!/bin/sh
            case "$1" in
                NeedsArtifactReboot) echo %1$s ;;
                SupportsRollback) echo Yes ;;
                ArtifactInstall)
                    [ ! -e "%2$s/full" ] || { echo "no room on this device" >&2; exit 1; }
                    cp "$2"/files/* "%2$s" ;;
                ArtifactReboot | ArtifactRollbackReboot) kill -9 $PPID ;;
                ArtifactVerifyReboot)
                    for file in "$2"/files/*-broken; do
                        [ ! -e "$file" ] || { echo "the new software did not come up" >&2; exit 1; }
                    done ;;
                ArtifactRollback) for file in "$2"/files/*; do rm -f "%2$s/${file##*/}"; done ;;
            esac
            exit 0
            """;

    /** Takes a configuration as the add-on's module does, from the artifact's metadata; refuses one with a key {@code refuse}. */
    private static final String CONFIGURING_MODULE = """
            #!/bin/sh
            case "$1" in
                NeedsArtifactReboot) echo No ;;
                SupportsRollback) echo No ;;
                ArtifactInstall)
                    if grep -q '"refuse"' "$2"/header/meta-data; then
                        echo "this configuration is refused" >&2
                        exit 1
                    fi
                    cp "$2"/header/meta-data "%1$s/configuration.json" ;;
            esac
            exit 0
            """;

    /** What the client runs when an artifact leaves the reboot to it: this machine has other work to do. */
    static final String REBOOT = """
            #!/bin/sh
            kill -9 $PPID
            """;

    private UpdateModules() {}

    /** Their texts by name. */
    static Map<String, String> forFilesIn(Path installFolder) {
        return Map.of(
                REFUSING, REFUSING_MODULE,
                COPYING, COPYING_MODULE.formatted("No", installFolder),
                REBOOTING, COPYING_MODULE.formatted("Yes", installFolder),
                REBOOTING_BY_CLIENT, COPYING_MODULE.formatted("Automatic", installFolder),
                CONFIGURING, CONFIGURING_MODULE.formatted(installFolder));
    }
}
