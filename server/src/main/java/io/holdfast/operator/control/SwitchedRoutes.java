package io.holdfast.operator.control;

import io.holdfast.edge.admission.DeviceWork;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The names of what can be switched off. */
public final class SwitchedRoutes {
    /** Everything that people and programs call. */
    public static final String MANAGEMENT = "management";

    private static final Set<String> DEVICE =
            Set.of("poll", "status", "inventory", "configuration", "logs", "downloads", "links", "authentication");

    private final Supplier<Stream<String>> areas;

    /** @param areas of the management API; asked at each use, because there are none before the node is whole */
    public SwitchedRoutes(Supplier<Stream<String>> areas) {
        this.areas = areas;
    }

    /** An area of the management API. */
    public static String area(String area) {
        return MANAGEMENT + "/" + area;
    }

    /** All that there are. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(DEVICE);
        names.add(MANAGEMENT);
        areas.get().map(SwitchedRoutes::area).forEach(names::add);
        return names;
    }

    /** What a device asks for. */
    static String of(DeviceWork work) {
        return switch (work) {
            case POLL, UNKNOWN -> "poll";
            case STATUS -> "status";
            case INVENTORY -> "inventory";
            case CONFIGURATION -> "configuration";
            case LOG -> "logs";
            case DOWNLOAD -> "downloads";
            case CONNECT -> "links";
            case AUTHENTICATE -> "authentication";
        };
    }
}
