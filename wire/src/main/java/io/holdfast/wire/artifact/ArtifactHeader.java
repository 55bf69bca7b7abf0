package io.holdfast.wire.artifact;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole header tar: what header-info says, and one {@link PayloadHeader} for each of its payloads. */
record ArtifactHeader(
        List<Optional<String>> payloadTypes,
        Map<String, String> provides,
        Map<String, List<String>> depends,
        List<PayloadHeader> payloads) {}
