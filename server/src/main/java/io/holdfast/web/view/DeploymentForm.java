package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/** The form for a new deployment, with what was filled in before. */
public record DeploymentForm(
        String name,
        String release,
        List<String> releases,
        boolean all,
        boolean force,
        List<Candidate> candidates,
        long accepted,
        String others,
        Optional<String> refusal) {

    /** A device that can be ticked. */
    public record Candidate(String id, String name, String deviceType, boolean ticked) {}
}
