package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.platform.http.Refusal;
import io.holdfast.rollout.DeploymentFilter;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentPhase;
import io.holdfast.rollout.DeploymentType;
import io.holdfast.rollout.TargetFilter;
import io.holdfast.wire.mender.DeploymentStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a query string asks of deployments. */
final class DeploymentQueries {
    /** The last second of the year 9999, PostgreSQL's range aside. */
    private static final long EPOCH_SECOND_MAX = 253_402_300_799L;

    private DeploymentQueries() {}

    /** The filter of version 1: a part of the name. Empty when nothing can match. */
    static Optional<DeploymentFilter> version1(Call call) {
        return filter(call, QueryText.of(call, "search").orElse(""), List.of(), List.of());
    }

    /** The filter of version 2: whole names and ids. Empty when nothing can match. */
    static Optional<DeploymentFilter> version2(Call call) {
        List<String> ids = bounded(call, "id");
        List<String> names = bounded(call, "name").stream()
                .map(name -> QueryText.checked("name", name, QueryText.NAME_CHARS_MAX))
                .toList();
        List<DeploymentId> known =
                ids.stream().map(DeploymentId::parse).flatMap(Optional::stream).toList();
        return known.isEmpty() && !ids.isEmpty() ? Optional.empty() : filter(call, "", names, known);
    }

    private static Optional<DeploymentFilter> filter(
            Call call, String search, List<String> names, List<DeploymentId> ids) {
        return Optional.of(new DeploymentFilter(
                call.query("status").filter(text -> !text.isEmpty()).map(DeploymentQueries::phase),
                search,
                names,
                ids,
                instant(call, "created_after"),
                instant(call, "created_before"),
                oldestFirst(call),
                type(call)));
    }

    private static List<String> bounded(Call call, String name) {
        List<String> values =
                call.queryAll(name).stream().filter(text -> !text.isEmpty()).toList();
        if (values.size() > DeploymentFilter.TERMS_MAX) {
            throw refused(
                    "request.too-many-values",
                    "parameter \"" + name + "\" is given more than " + DeploymentFilter.TERMS_MAX + " times");
        }
        return values;
    }

    private static DeploymentPhase phase(String name) {
        return DeploymentPhase.ofWireName(name)
                .orElseThrow(
                        () -> refused("request.status-unknown", "\"status\" must be pending, inprogress or finished"));
    }

    private static boolean oldestFirst(Call call) {
        return switch (call.query("sort").orElse("")) {
            case "", "desc" -> false;
            case "asc" -> true;
            default -> throw refused("request.sort", "\"sort\" must be asc or desc");
        };
    }

    private static Optional<DeploymentType> type(Call call) {
        return call.query("type")
                .filter(word -> !word.isEmpty())
                .map(word -> DeploymentType.ofWireName(word)
                        .orElseThrow(() -> refused("request.type", "\"type\" must be software or configuration")));
    }

    private static Optional<Instant> instant(Call call, String name) {
        return call.query(name).filter(text -> !text.isEmpty()).map(text -> {
            if (!text.matches("\\d{1,12}") || Long.parseLong(text) > EPOCH_SECOND_MAX) {
                throw refused("request.time", "parameter \"" + name + "\" must be seconds since 1970");
            }
            return Instant.ofEpochSecond(Long.parseLong(text));
        });
    }

    /** The targets that a list is narrowed to; beside the statuses, {@code stalled} is a word of ours. */
    static TargetFilter targets(Call call) {
        return call.query("status").orElse("").equals("stalled")
                ? TargetFilter.STALLED
                : new TargetFilter(targetStatuses(call), false);
    }

    /** The statuses of targets that a list is narrowed to; empty means all. Three words stand for several. */
    static Set<DeploymentStatus> targetStatuses(Call call) {
        String word = call.query("status").orElse("");
        return switch (word) {
            case "" -> Set.of();
            case "active" -> those(status -> !status.finished());
            case "finished" -> those(DeploymentStatus::finished);
            case "pause" -> those(status -> status.wireName().startsWith("pause_"));
            default ->
                EnumSet.of(DeploymentStatus.ofWireName(word)
                        .orElseThrow(() -> refused("request.status-unknown", "\"status\" is no status of a device")));
        };
    }

    private static Set<DeploymentStatus> those(Predicate<DeploymentStatus> wanted) {
        return Arrays.stream(DeploymentStatus.values()).filter(wanted).collect(Collectors.toUnmodifiableSet());
    }

    private static RuntimeException refused(String code, String sentence) {
        return Refusal.badRequest(code, sentence).exception();
    }
}
