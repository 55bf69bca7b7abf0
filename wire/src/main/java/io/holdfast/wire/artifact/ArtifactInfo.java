package io.holdfast.wire.artifact;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a whole, verified artifact says about itself.
 *
 * @param name of its release
 * @param group of artifacts, if any
 * @param deviceTypes that may install it; at least one
 * @param version of the format, 2 or 3
 * @param signature if it is signed
 * @param updates its payloads
 * @param provides of header and payloads together
 * @param depends of header and payloads together; a single value is a list of one
 * @param clearsProvides what a device forgets when it installs this
 * @param size bytes of the file
 */
public record ArtifactInfo(
        String name,
        Optional<String> group,
        List<String> deviceTypes,
        int version,
        Optional<ManifestSignature> signature,
        List<ArtifactUpdate> updates,
        SequencedMap<String, String> provides,
        SequencedMap<String, List<String>> depends,
        List<String> clearsProvides,
        long size) {

    /** The one format there is. */
    public static final String FORMAT = "mender";

    /** The version that is written today. */
    public static final int VERSION_MAX = 3;

    /** Written until 2019, and by today's tool on request; it knows neither provides nor several depends. */
    public static final int VERSION_MIN = 2;

    /** Copies; maps are sorted by key. */
    public ArtifactInfo {
        deviceTypes = List.copyOf(deviceTypes);
        updates = List.copyOf(updates);
        provides = Collections.unmodifiableSequencedMap(new TreeMap<>(provides));
        depends = Collections.unmodifiableSequencedMap(new TreeMap<>(depends));
        clearsProvides = List.copyOf(clearsProvides);
    }

    /** Whether it carries a signature. */
    public boolean signed() {
        return signature.isPresent();
    }
}
