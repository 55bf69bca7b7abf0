package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.MultipartForm;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.CallTransaction;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.release.Artifact;
import io.holdfast.release.ArtifactId;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.BlobKey;
import io.holdfast.release.BlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.Releases;
import io.holdfast.release.Signing;
import io.holdfast.wire.artifact.ArtifactRefused;
import io.holdfast.wire.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts and releases of the deployments API: upload, list, describe, download link, delete. */
public final class ReleaseRoutes {
    private static final String ARTIFACTS = "/api/management/v1/deployments/artifacts";
    private static final int DESCRIPTION_BYTES_MAX = 4096;
    private static final int BODY_BYTES_MAX = ((BodyRule.AtMost) BodyRule.JSON).bytes();
    private static final int LIST_UNPAGED_MAX = 10_000;

    private final Releases releases;
    private final ArtifactUpload upload;
    private final BlobStore blobs;
    private final DownloadLinks links;

    public ReleaseRoutes(Releases releases, ArtifactUpload upload, BlobStore blobs, DownloadLinks links) {
        this.releases = releases;
        this.upload = upload;
        this.blobs = blobs;
        this.links = links;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(ARTIFACTS, Policy.SIGNED_IN, this::list),
                Route.post(ARTIFACTS, Policy.SIGNED_IN, BodyRule.STREAMED, this::upload),
                Route.get(ARTIFACTS + "/list", Policy.SIGNED_IN, this::page),
                Route.get(ARTIFACTS + "/{id}", Policy.SIGNED_IN, this::show),
                Route.put(ARTIFACTS + "/{id}", Policy.SIGNED_IN, BodyRule.JSON, this::describe),
                Route.delete(ARTIFACTS + "/{id}", Policy.SIGNED_IN, this::delete),
                Route.get(ARTIFACTS + "/{id}/download", Policy.SIGNED_IN, this::download),
                Route.get("/api/management/v1/deployments/deployments/releases", Policy.SIGNED_IN, this::releases));
    }

    private Reply list(Call call) {
        return Reply.json(
                array(releases.list(call.caller().tenant(), QueryText.of(call, "name"), LIST_UNPAGED_MAX, 0)));
    }

    private Reply page(Call call) {
        Paging paging = Paging.of(call);
        Optional<String> name = QueryText.of(call, "name");
        List<Artifact> found = releases.list(call.caller().tenant(), name, paging.limit(), paging.offset());
        boolean more = found.size() > paging.perPage();
        Reply reply = Reply.json(array(more ? found.subList(0, paging.perPage()) : found));
        return paging.link(reply, call, more)
                .header(
                        "X-Total-Count",
                        Integer.toString(releases.count(call.caller().tenant(), name)));
    }

    private Reply show(Call call) {
        return releases.find(call.caller().tenant(), id(call))
                .map(artifact -> Reply.json(json(artifact)))
                .orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private Reply upload(Call call) {
        Form form = new Form();
        try {
            MultipartForm.read(call, part -> form.take(call, part));
        } catch (ArtifactRefused refused) {
            return Reply.refused(Refusal.badRequest(refused.code(), refused.sentence()));
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
        return form.answer();
    }

    /** The parts of an upload in the order clients send them: size, description, artifact_id, artifact. */
    private final class Form {
        private String description = "";
        private Optional<ArtifactId> wanted = Optional.empty();
        private boolean taken;
        private ArtifactUpload.@Nullable Outcome outcome;

        void take(Call call, MultipartForm.Part part) throws IOException {
            switch (part.name()) {
                case "description" -> description = described(part.text(DESCRIPTION_BYTES_MAX));
                case "artifact_id" ->
                    wanted = Optional.of(ArtifactId.parse(part.text(64))
                            .orElseThrow(() -> Refusal.badRequest("artifact.id-malformed", "artifact_id must be a UUID")
                                    .exception()));
                case "artifact" -> {
                    if (taken) {
                        throw Refusal.badRequest("artifact.several", "one upload takes one artifact")
                                .exception();
                    }
                    taken = true;
                    outcome = upload.store(
                            call.caller(), call.requestId(), wanted, description, part.content(), part.rest()::read);
                }
                // "size" is what the client believes; what counts is what arrives.
                default -> {}
            }
        }

        Reply answer() {
            return switch (outcome) {
                case null ->
                    Reply.refused(Refusal.badRequest("artifact.missing", "the form has no part named artifact"));
                case ArtifactUpload.Outcome.Stored stored -> Reply.created(ARTIFACTS + "/" + stored.id());
                case ArtifactUpload.Outcome.Taken taken -> taken(taken.taken());
                case ArtifactUpload.Outcome.TooLarge large ->
                    Reply.refused(new Refusal(
                            413, "artifact.too-large", "an artifact has at most " + large.limitBytes() + " bytes"));
                case ArtifactUpload.Outcome.OverLimit over ->
                    Reply.refused(new Refusal(413, "storage.limit-reached", StorageText.reached(over.usage())));
                case ArtifactUpload.Outcome.TooManyCombinations many ->
                    Reply.refused(Refusal.unprocessable(
                            "artifact.too-many-combinations",
                            "the values that it depends on make more than " + many.limit()
                                    + " combinations; split it into several artifacts"));
                case ArtifactUpload.Outcome.TooSlow ignored ->
                    Reply.refused(new Refusal(
                            408, "artifact.upload-too-slow", "almost nothing arrived for a minute; upload it again"));
                case ArtifactUpload.Outcome.Busy ignored ->
                    Reply.unavailable(
                            "artifact.uploads-busy",
                            "as many uploads as there is memory for are in progress; try again",
                            Duration.ofSeconds(30));
                case ArtifactUpload.Outcome.NoRoom ignored ->
                    Reply.refused(new Refusal(
                            507,
                            "artifact.no-room",
                            "the server's disk has no room for it; delete artifacts or add space"));
            };
        }
    }

    private static Reply taken(Releases.AddOutcome.Taken taken) {
        return Reply.refused(Refusal.conflict(
                "artifact.taken",
                "artifact " + taken.by() + " is release " + taken.name() + " for device type " + taken.deviceType()
                        + " already; delete it or choose another name"));
    }

    private Reply describe(Call call) {
        String description = described(
                StrictJson.readObject(call.body(), BODY_BYTES_MAX).text("description", DESCRIPTION_BYTES_MAX));
        boolean found = releases.describe(call.caller(), call.requestId(), id(call), description);
        return found ? Reply.empty(204) : Reply.refused(UNKNOWN);
    }

    private static String described(String text) {
        return QueryText.checked("description", text, DESCRIPTION_BYTES_MAX);
    }

    private Reply delete(Call call) {
        return switch (releases.remove(call.caller(), call.requestId(), id(call))) {
            case Releases.RemoveOutcome.Removed removed -> {
                CallTransaction.afterCommit(() -> discard(removed.blob()));
                yield Reply.empty(204);
            }
            case Releases.RemoveOutcome.Unknown ignored -> Reply.refused(UNKNOWN);
            case Releases.RemoveOutcome.InUse used ->
                Reply.refused(Refusal.conflict(
                        "artifact.in-use",
                        "unfinished deployments use this artifact: "
                                + used.by().stream()
                                        .map(use -> use.name() + " (" + use.deployment() + ")")
                                        .collect(Collectors.joining(", "))
                                + "; abort them or wait for their end"));
        };
    }

    private void discard(BlobKey blob) {
        try {
            blobs.delete(blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply download(Call call) {
        return releases.find(call.caller().tenant(), id(call))
                .map(artifact -> {
                    DownloadLinks.Link link = links.link(call.publicUrl(), artifact.blob());
                    return Reply.json(Json.object()
                            .put("uri", link.uri())
                            .put("expire", link.expires().toString()));
                })
                .orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private Reply releases(Call call) {
        ArrayNode result = Json.array();
        releases.list(call.caller().tenant(), QueryText.of(call, "name"), LIST_UNPAGED_MAX, 0).stream()
                .collect(Collectors.groupingBy(Artifact::name, java.util.LinkedHashMap::new, Collectors.toList()))
                .forEach((name, artifacts) -> {
                    ObjectNode release = result.addObject().put("name", name);
                    release.put("artifacts_count", artifacts.size());
                    release.set("artifacts", array(artifacts));
                });
        return Reply.json(result);
    }

    private static final Refusal UNKNOWN = Refusal.notFound("artifact.unknown", "there is no such artifact");

    private static ArtifactId id(Call call) {
        return ArtifactId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }

    private static ArrayNode array(List<Artifact> artifacts) {
        ArrayNode array = Json.array();
        artifacts.forEach(artifact -> array.add(json(artifact)));
        return array;
    }

    private static ObjectNode json(Artifact artifact) {
        ObjectNode json = (ObjectNode) Json.tree(artifact.contentsJson());
        json.put("id", artifact.id().toString())
                .put("name", artifact.name())
                .put("description", artifact.description())
                .put("signed", artifact.signed())
                .put("size", artifact.size())
                .put("modified", artifact.modified().toString());
        artifact.deviceTypes().forEach(json.putArray("device_types_compatible")::add);
        if (artifact.signing() instanceof Signing.Signed signed) {
            ObjectNode signature = json.putObject("signature");
            signature.put("algorithm", signed.algorithm().name().toLowerCase(Locale.ROOT));
            ArrayNode keys = signature.putArray("verified_by");
            signed.verifiedBy()
                    .forEach(key ->
                            keys.addObject().put("id", key.id().toString()).put("name", key.name()));
        }
        return json;
    }
}
