package io.holdfast.platform.metrics;

import io.holdfast.platform.clock.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All routes' statistics, by name. Routes are named while the node is put together; what is counted then takes no lock. */
public final class RouteBook {
    private final SlowRequests slow;
    private final Map<String, RouteStats> routes = new TreeMap<>();

    public RouteBook(Clock clock) {
        this.slow = new SlowRequests(clock);
    }

    /** The statistics of a route, made if there are none. */
    public synchronized RouteStats route(String name) {
        return routes.computeIfAbsent(name, fresh -> new RouteStats(fresh, slow));
    }

    /** All of them, by name. */
    public synchronized Collection<RouteStats> routes() {
        return List.copyOf(routes.values());
    }

    /** The latest requests that took long, of all routes. */
    public SlowRequests slow() {
        return slow;
    }
}
