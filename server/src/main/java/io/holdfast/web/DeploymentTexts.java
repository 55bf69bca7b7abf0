package io.holdfast.web;

import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentPhase;
import io.holdfast.web.view.Chip;
import io.holdfast.web.view.Progress;
import io.holdfast.wire.mender.DeploymentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How deployments and their devices' statuses read on a page. */
final class DeploymentTexts {
    private static final int BAR = 1000;
    // Neighbours of one tone stay apart, and one device of a million still shows.
    private static final int GAP = 2;

    // The bar from left to right: what is done first, what has not begun last.
    private static final List<DeploymentStatus> BAR_ORDER = List.of(
            DeploymentStatus.SUCCESS,
            DeploymentStatus.ALREADY_INSTALLED,
            DeploymentStatus.FAILURE,
            DeploymentStatus.NO_ARTIFACT,
            DeploymentStatus.ABORTED,
            DeploymentStatus.DECOMMISSIONED,
            DeploymentStatus.PAUSE_BEFORE_COMMITTING,
            DeploymentStatus.REBOOTING,
            DeploymentStatus.PAUSE_BEFORE_REBOOTING,
            DeploymentStatus.INSTALLING,
            DeploymentStatus.PAUSE_BEFORE_INSTALLING,
            DeploymentStatus.DOWNLOADING,
            DeploymentStatus.PENDING);

    private DeploymentTexts() {}

    static Chip chip(Deployment deployment) {
        return switch (deployment.standing()) {
            case ACTIVE ->
                deployment.held()
                        ? new Chip("Held: failure limit reached", Chip.Tone.BAD)
                        : deployment.started()
                                ? new Chip("In progress", Chip.Tone.BUSY)
                                : new Chip("Not begun", Chip.Tone.QUIET);
            case FINISHED -> ended(deployment);
            case ABORTED -> new Chip("Aborted", Chip.Tone.BAD);
        };
    }

    /** Every device has ended; whether well is what people look for. */
    private static Chip ended(Deployment deployment) {
        boolean failures = deployment.count(DeploymentStatus.FAILURE.wireName()) > 0;
        boolean runsAnywhere = deployment.count(DeploymentStatus.SUCCESS.wireName())
                        + deployment.count(DeploymentStatus.ALREADY_INSTALLED.wireName())
                > 0;
        if (runsAnywhere) {
            return failures
                    ? new Chip("Finished with failures", Chip.Tone.WAITING)
                    : new Chip("Finished", Chip.Tone.GOOD);
        }
        return failures ? new Chip("Failed", Chip.Tone.BAD) : new Chip("Reached no device", Chip.Tone.WAITING);
    }

    static String title(DeploymentPhase phase) {
        return switch (phase) {
            case PENDING -> "Not begun";
            case INPROGRESS -> "In progress";
            case FINISHED -> "Ended";
        };
    }

    /** Of a status by its name on the wire. */
    static Chip chip(String status) {
        return DeploymentStatus.ofWireName(status)
                .map(DeploymentTexts::chip)
                .orElseGet(() -> new Chip(status, Chip.Tone.QUIET));
    }

    static Chip chip(DeploymentStatus status) {
        return switch (status) {
            case PENDING -> new Chip("Not begun", Chip.Tone.QUIET);
            case DOWNLOADING -> new Chip("Downloading", Chip.Tone.BUSY);
            case PAUSE_BEFORE_INSTALLING -> new Chip("Waits to install", Chip.Tone.WAITING);
            case INSTALLING -> new Chip("Installing", Chip.Tone.BUSY);
            case PAUSE_BEFORE_REBOOTING -> new Chip("Waits to restart", Chip.Tone.WAITING);
            case REBOOTING -> new Chip("Restarting", Chip.Tone.BUSY);
            case PAUSE_BEFORE_COMMITTING -> new Chip("Waits to commit", Chip.Tone.WAITING);
            case SUCCESS -> new Chip("Success", Chip.Tone.GOOD);
            case FAILURE -> new Chip("Failure", Chip.Tone.BAD);
            case ALREADY_INSTALLED -> new Chip("Already installed", Chip.Tone.GOOD);
            case NO_ARTIFACT -> new Chip("No artifact for it", Chip.Tone.WAITING);
            case ABORTED -> new Chip("Aborted", Chip.Tone.BAD);
            case DECOMMISSIONED -> new Chip("Decommissioned", Chip.Tone.QUIET);
        };
    }

    /** Statuses that any target of the deployment has, in the bar's order. */
    static List<DeploymentStatus> present(Deployment deployment) {
        return BAR_ORDER.stream()
                .filter(status -> deployment.count(status.wireName()) > 0)
                .toList();
    }

    static Progress progress(Deployment deployment) {
        int targets =
                deployment.byStatus().values().stream().mapToInt(count -> count).sum();
        int done = deployment.byStatus().entrySet().stream()
                .filter(DeploymentTexts::finished)
                .mapToInt(Map.Entry::getValue)
                .sum();
        List<Progress.Share> shares = new ArrayList<>();
        int before = 0;
        for (DeploymentStatus status : present(deployment)) {
            int count = deployment.count(status.wireName());
            int from = at(before, targets);
            before += count;
            Chip chip = chip(status);
            shares.add(new Progress.Share(
                    chip.text(), count, chip.tone(), from, Math.max(GAP, at(before, targets) - from - GAP)));
        }
        return new Progress(targets, done, shares);
    }

    private static int at(long count, int targets) {
        return targets == 0 ? 0 : (int) (count * BAR / targets);
    }

    private static boolean finished(Map.Entry<String, Integer> status) {
        Optional<DeploymentStatus> known = DeploymentStatus.ofWireName(status.getKey());
        return known.map(DeploymentStatus::finished).orElse(false);
    }
}
