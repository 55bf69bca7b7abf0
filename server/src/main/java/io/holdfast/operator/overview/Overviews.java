package io.holdfast.operator.overview;

import io.holdfast.operator.database.DatabaseWatch;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Names;
import io.holdfast.operator.figure.Reading;
import io.holdfast.operator.overview.Overview.Heading;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.platform.metrics.RouteStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts an overview together from what was sampled and seen before: nothing is measured, and nobody is waited for. */
public final class Overviews {
    private static final int CAUSES_MAX = 5;

    /** Which figures stand under which heading, by the beginning of their names. */
    private static final List<Map.Entry<String, Heading>> HEADINGS = List.of(
            Map.entry("loops.", Heading.LOAD),
            Map.entry("cpu.", Heading.LOAD),
            Map.entry("threads.", Heading.LOAD),
            Map.entry("heap.", Heading.MEMORY),
            Map.entry("connections.", Heading.TRAFFIC),
            Map.entry("links.", Heading.TRAFFIC),
            Map.entry("files.", Heading.ROOM),
            Map.entry("disk.", Heading.ROOM),
            Map.entry("journal.", Heading.QUEUES),
            Map.entry("intake.", Heading.QUEUES),
            Map.entry("pool.", Heading.QUEUES),
            Map.entry("image.", Heading.IMAGE),
            Map.entry("database.", Heading.DATABASE));

    private final Parts parts;

    /**
     * What it is put together from.
     *
     * @param amiss what is not well now, from memory
     */
    public record Parts(
            FigureBoard board,
            RouteBook routes,
            DatabaseWatch database,
            Causes causes,
            ThreadTimes threads,
            Supplier<List<Overview.Amiss>> amiss,
            Clock clock) {}

    public Overviews(Parts parts) {
        this.parts = parts;
    }

    /** The node now. */
    public Overview now() {
        List<Overview.Amiss> amiss = parts.amiss().get().stream()
                .sorted(Comparator.comparing(Overview.Amiss::since))
                .toList();
        Optional<Duration> age = parts.board().sinceSample();
        boolean believed =
                age.filter(it -> it.compareTo(Reading.STALE_AFTER) <= 0).isPresent();
        return new Overview(
                parts.clock().now(),
                amiss.isEmpty() && believed,
                sentence(amiss, age, believed),
                age,
                amiss,
                groups(),
                routes(),
                parts.causes().top(CAUSES_MAX),
                parts.database()
                        .sight()
                        .map(sight -> new Overview.Seen(sight, parts.database().silence())),
                parts.threads().look());
    }

    private String sentence(List<Overview.Amiss> amiss, Optional<Duration> age, boolean believed) {
        if (age.isEmpty()) {
            return "Nothing was measured yet.";
        }
        if (!believed) {
            return "The figures are " + age.get().toSeconds() + " s old: nothing is known of now.";
        }
        if (amiss.size() == 1) {
            return amiss.getFirst().sentence();
        }
        if (!amiss.isEmpty()) {
            return amiss.size() + " things are amiss. The first: "
                    + amiss.getFirst().sentence();
        }
        double requests = parts.routes().routes().stream()
                .mapToDouble(route -> value(Names.rate(route.name())))
                .sum();
        return String.format(
                Locale.ROOT, "All is well: %.0f links, %.0f requests a second.", value(Names.LINKS), requests);
    }

    private double value(String name) {
        return parts.board().reading(name).map(Reading::value).orElse(0.0);
    }

    private Map<Heading, List<Reading>> groups() {
        Map<Heading, List<Reading>> groups = new EnumMap<>(Heading.class);
        for (Reading reading : parts.board().readings()) {
            HEADINGS.stream()
                    .filter(each -> reading.figure().name().startsWith(each.getKey()))
                    .findFirst()
                    .ifPresent(each -> groups.computeIfAbsent(each.getValue(), unused -> new ArrayList<>())
                            .add(reading));
        }
        return groups;
    }

    private List<RouteLine> routes() {
        return parts.routes().routes().stream()
                .map(RouteStats::name)
                .map(name -> RouteLine.of(name, parts.board()))
                .sorted(Comparator.comparingDouble(RouteLine::pain).reversed().thenComparing(RouteLine::route))
                .toList();
    }
}
