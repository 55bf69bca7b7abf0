package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.release.Artifact;
import io.holdfast.release.ArtifactId;
import io.holdfast.release.ArtifactUse;
import io.holdfast.release.BlobStore;
import io.holdfast.release.Releases;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.Confirmation;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.Pager;
import io.holdfast.web.view.ReleaseList;
import io.holdfast.web.view.ReleaseView;
import io.holdfast.web.view.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The artifacts of a tenant: list, upload, one with its contents, delete. */
final class ReleasePages {
    private static final BodyRule FORM = new BodyRule.AtMost(4 * 1024);
    private static final String DELETE = "/releases/{id}/delete";
    private static final Refusal UNKNOWN = Refusal.notFound("artifact.unknown", "There is no such artifact.");

    private final PageFrame frame;
    private final Releases releases;
    private final UploadForm upload;
    private final BlobStore blobs;
    private final ReleaseViews views;

    ReleasePages(PageFrame frame, Releases releases, UploadForm upload, BlobStore blobs) {
        this.frame = frame;
        this.releases = releases;
        this.upload = upload;
        this.blobs = blobs;
        this.views = new ReleaseViews(frame);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/releases", Policy.PAGE, call -> list(call, 200, Optional.empty())),
                Route.post("/releases", Policy.PAGE, BodyRule.STREAMED, this::upload),
                Route.get("/releases/{id}", Policy.PAGE, this::show),
                Route.get(DELETE, Policy.PAGE, this::confirm),
                Route.post(DELETE, Policy.PAGE, FORM, this::delete));
    }

    private Reply list(Call call, int status, Optional<String> refusal) {
        TenantId tenant = call.caller().tenant();
        Paging paging = Paging.of(call);
        List<Artifact> found = releases.list(tenant, Optional.empty(), paging.limit(), paging.offset());
        boolean more = found.size() > paging.perPage();
        ReleaseList view = new ReleaseList(
                found.stream().limit(paging.perPage()).map(views::row).toList(),
                releases.count(tenant, Optional.empty()),
                Pager.of("/releases", "per_page=" + paging.perPage(), paging.page(), more),
                refusal);
        return frame.page(call, status, Section.RELEASES, "Releases", "releases", view);
    }

    private Reply show(Call call) {
        TenantId tenant = call.caller().tenant();
        Artifact artifact = releases.find(tenant, id(call)).orElseThrow(UNKNOWN::exception);
        ReleaseView view = views.view(artifact, releases.uses(tenant, artifact.id()));
        return frame.page(call, Section.RELEASES, artifact.name(), "release", view);
    }

    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.5) {
            value /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, "kB MB GB TB".split(" ")[unit]);
    }

    private Reply upload(Call call) {
        return switch (upload.read(call)) {
            case UploadForm.Result.Stored stored -> frame.done(Section.RELEASES.href(), Notice.RELEASE_UPLOADED);
            case UploadForm.Result.Refused refused -> list(call, refused.status(), Optional.of(refused.sentence()));
        };
    }

    private Reply confirm(Call call) {
        Artifact artifact = releases.find(call.caller().tenant(), id(call)).orElseThrow(UNKNOWN::exception);
        return frame.confirm(
                call,
                Section.RELEASES,
                new Confirmation(
                        "Delete this artifact?",
                        artifact.name() + " for " + String.join(", ", artifact.deviceTypes()),
                        "Its file is removed from this server. Deployments that are finished keep their records.",
                        "/releases/" + artifact.id() + "/delete",
                        "Delete",
                        Section.RELEASES.href()));
    }

    private Reply delete(Call call) {
        frame.tokens().require(call);
        return switch (releases.remove(call.caller(), call.requestId(), id(call))) {
            case Releases.RemoveOutcome.Removed removed -> {
                try {
                    blobs.delete(removed.blob());
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
                yield frame.done(Section.RELEASES.href(), Notice.ARTIFACT_DELETED);
            }
            case Releases.RemoveOutcome.Unknown unknown -> Reply.refused(UNKNOWN);
            case Releases.RemoveOutcome.InUse used ->
                Reply.refused(Refusal.conflict(
                        "artifact.in-use",
                        "Deployments in progress hand this artifact out: "
                                + used.by().stream().map(ArtifactUse::name).collect(Collectors.joining(", "))
                                + ". Abort them or wait for their end."));
        };
    }

    private static ArtifactId id(Call call) {
        return ArtifactId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }
}
