package io.holdfast.wire.mender;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where one device stands in one deployment, with its names on the wire. */
public enum DeploymentStatus {
    /** The device has not asked since the deployment began. */
    PENDING("pending", 0, Origin.SERVER),
    /** It fetches the artifact. */
    DOWNLOADING("downloading", 10, Origin.DEVICE),
    /** It waits for leave to install. */
    PAUSE_BEFORE_INSTALLING("pause_before_installing", 20, Origin.DEVICE),
    /** It installs. */
    INSTALLING("installing", 30, Origin.DEVICE),
    /** It waits for leave to restart. */
    PAUSE_BEFORE_REBOOTING("pause_before_rebooting", 40, Origin.DEVICE),
    /** It restarts. */
    REBOOTING("rebooting", 50, Origin.DEVICE),
    /** It runs the new software and waits for leave to keep it. */
    PAUSE_BEFORE_COMMITTING("pause_before_committing", 60, Origin.DEVICE),
    /** It runs the new software. */
    SUCCESS("success", 100, Origin.DEVICE),
    /** It failed and went back. */
    FAILURE("failure", 100, Origin.DEVICE),
    /** It ran the target already. */
    ALREADY_INSTALLED("already-installed", 100, Origin.DEVICE),
    /** The release has no artifact for it. */
    NO_ARTIFACT("noartifact", 100, Origin.SERVER),
    /** A person ended the deployment. */
    ABORTED("aborted", 100, Origin.SERVER),
    /** The device left the fleet. */
    DECOMMISSIONED("decommissioned", 100, Origin.SERVER);

    private enum Origin {
        DEVICE,
        SERVER
    }

    private static final int FINISHED = 100;
    private static final Map<String, DeploymentStatus> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(s -> s.wireName, Function.identity()));

    private final String wireName;
    private final int rank;
    private final Origin origin;

    DeploymentStatus(String wireName, int rank, Origin origin) {
        this.wireName = wireName;
        this.rank = rank;
        this.origin = origin;
    }

    /** The status with this name on the wire. */
    public static Optional<DeploymentStatus> ofWireName(String name) {
        return Optional.ofNullable(BY_WIRE_NAME.get(name));
    }

    /** Its name in every Mender API. */
    public String wireName() {
        return wireName;
    }

    /** How far along: 0 to 100, and a status replaces only one of a lower rank. */
    public int rank() {
        return rank;
    }

    /** Whether nothing follows it. */
    public boolean finished() {
        return rank == FINISHED;
    }

    /** Whether a device may report it; the others are the server's own conclusions. */
    public boolean reportable() {
        return origin == Origin.DEVICE;
    }
}
