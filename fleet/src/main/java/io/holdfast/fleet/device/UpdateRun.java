package io.holdfast.fleet.device;

import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One update as mender-client 3.4.0 walks through it: which request comes next, given the last answer. */
final class UpdateRun {
    /** What the device does after an answer. */
    enum Verdict {
        /** Go on with the current step at once. */
        CONTINUE,
        /** The installation takes its time before the current step. */
        INSTALL,
        /** Repeat the current step after the retry interval. */
        RETRY,
        /** The token was dropped, as the client does before it commits: authorise, then go on. */
        REAUTHORIZE,
        INSTALLED,
        /** Failed and rolled back, or aborted by the server. */
        GAVE_UP
    }

    private enum Step {
        DOWNLOADING,
        DOWNLOAD,
        INSTALLING,
        SUCCESS,
        FAILURE,
        LOG
    }

    // the repetitions are the client's own
    private static final List<Step> INSTALLS = List.of(
            Step.DOWNLOADING,
            Step.DOWNLOADING,
            Step.DOWNLOAD,
            Step.DOWNLOADING,
            Step.INSTALLING,
            Step.INSTALLING,
            Step.SUCCESS);
    private static final List<Step> FAILS = List.of(
            Step.DOWNLOADING,
            Step.DOWNLOADING,
            Step.DOWNLOAD,
            Step.DOWNLOADING,
            Step.INSTALLING,
            Step.FAILURE,
            Step.LOG);

    private final String deploymentId;
    private final String artifactName;
    private final URI source;
    private final Download download;
    private List<Step> steps;
    private int at;

    private UpdateRun(String deploymentId, String artifactName, URI source, List<Step> steps, DownloadHabit habit) {
        this.deploymentId = deploymentId;
        this.artifactName = artifactName;
        this.source = source;
        this.steps = steps;
        this.download = new Download(habit);
    }

    /** Reads the body of a {@code next} that answered 200. */
    static UpdateRun of(JsonNode next, DeviceProfile profile) {
        JsonNode artifact = next.required("artifact");
        return new UpdateRun(
                next.required("id").asString(),
                artifact.required("artifact_name").asString(),
                URI.create(artifact.required("source").required("uri").asString()),
                profile.failsUpdates() ? FAILS : INSTALLS,
                profile.downloads());
    }

    String artifactName() {
        return artifactName;
    }

    DeviceRequest request() {
        return switch (steps.get(at)) {
            case DOWNLOADING -> new DeviceRequest.Report(deploymentId, "downloading");
            case DOWNLOAD -> new DeviceRequest.Download(source, download.bytes());
            case INSTALLING -> new DeviceRequest.Report(deploymentId, "installing");
            case SUCCESS -> new DeviceRequest.Report(deploymentId, "success");
            case FAILURE -> new DeviceRequest.Report(deploymentId, "failure");
            case LOG -> new DeviceRequest.SendLog(deploymentId, "no room on this device");
        };
    }

    /** A part of the artifact came; false breaks the download off. */
    boolean received(ByteBuf in, int offset, int length) {
        return download.received(in, offset, length);
    }

    Verdict answered(DeviceAnswer answer) {
        if (answer.hasStatus(409)) {
            return Verdict.GAVE_UP;
        }
        return switch (steps.get(at)) {
            case DOWNLOAD -> downloaded(answer);
            // on the way a report is sent once, heard or not; what ends the update is repeated until it is heard
            case DOWNLOADING, INSTALLING -> advance();
            case SUCCESS, FAILURE, LOG ->
                answer instanceof DeviceAnswer.Answered told && told.status() < 500 ? advance() : Verdict.RETRY;
        };
    }

    private Verdict downloaded(DeviceAnswer answer) {
        return switch (answer) {
            case DeviceAnswer.Answered told -> {
                if (told.status() >= 500) {
                    yield Verdict.RETRY;
                }
                yield told.isSuccess() && download.isWhole() ? advance() : fail();
            }
            case DeviceAnswer.Unanswered broken -> Verdict.RETRY;
        };
    }

    private Verdict fail() {
        steps = FAILS;
        at = FAILS.indexOf(Step.FAILURE);
        return Verdict.CONTINUE;
    }

    private Verdict advance() {
        at++;
        if (at == steps.size()) {
            return steps.getLast() == Step.SUCCESS ? Verdict.INSTALLED : Verdict.GAVE_UP;
        }
        return switch (steps.get(at)) {
            case SUCCESS -> Verdict.REAUTHORIZE;
            case INSTALLING -> steps.get(at - 1) == Step.INSTALLING ? Verdict.INSTALL : Verdict.CONTINUE;
            case DOWNLOADING, DOWNLOAD, FAILURE, LOG -> Verdict.CONTINUE;
        };
    }
}
