package io.holdfast.api;

import io.holdfast.feed.Propagation;
import io.holdfast.platform.http.Reply;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;

/** Answers that are given when a change is in force on this node, and name the live nodes where it is not yet. */
public final class InForce {
    private static final String NOT_YET_APPLIED = "X-Holdfast-Not-Yet-Applied";

    private final Propagation propagation;

    public InForce(Propagation propagation) {
        this.propagation = propagation;
    }

    /** The answer to a change that was committed under the feed number, if it has one. Waits at most a second. */
    public Reply answer(OptionalLong seq, Reply reply) {
        return switch (propagation.await(seq)) {
            case Propagation.Reach.Everywhere everywhere -> reply;
            case Propagation.Reach.NotYetOn late ->
                reply.header(
                        NOT_YET_APPLIED,
                        late.nodes().stream().map(UUID::toString).collect(Collectors.joining(", ")));
        };
    }
}
