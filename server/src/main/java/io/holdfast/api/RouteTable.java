package io.holdfast.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path. Fixed steps win over parameters; two routes of one method and pattern are a mistake found at start. */
final class RouteTable {
    private final Step root = new Step();

    RouteTable(List<Route> routes) {
        routes.forEach(this::add);
    }

    /** What the table has for a path. */
    sealed interface Match {
        record Found(Route route, Map<String, String> parameters) implements Match {}

        record OtherMethods(Set<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    private static final class Step {
        private final Map<String, Step> fixed = new HashMap<>();
        private @Nullable Step parameter;
        private final Map<String, Route> routes = new HashMap<>();

        Step next(String step) {
            if (!step.startsWith("{")) {
                return fixed.computeIfAbsent(step, name -> new Step());
            }
            if (parameter == null) {
                parameter = new Step();
            }
            return parameter;
        }
    }

    private void add(Route route) {
        Step step = root;
        for (String name : steps(route.path())) {
            step = step.next(name);
        }
        if (step.routes.put(route.method(), route) != null) {
            throw new IllegalStateException("two routes for " + route.method() + " " + route.path());
        }
    }

    Match find(String method, String path) {
        List<String> steps = steps(path);
        Step step = find(root, steps, 0);
        if (step == null) {
            return new Match.Nothing();
        }
        Route route = step.routes.get(method);
        return route == null
                ? new Match.OtherMethods(new TreeSet<>(step.routes.keySet()))
                : new Match.Found(route, parameters(route, steps));
    }

    private static @Nullable Step find(Step step, List<String> steps, int at) {
        if (at == steps.size()) {
            return step.routes.isEmpty() ? null : step;
        }
        Step fixed = step.fixed.get(steps.get(at));
        Step found = fixed == null ? null : find(fixed, steps, at + 1);
        if (found != null || step.parameter == null) {
            return found;
        }
        return find(step.parameter, steps, at + 1);
    }

    private static Map<String, String> parameters(Route route, List<String> steps) {
        Map<String, String> parameters = new HashMap<>();
        List<String> names = steps(route.path());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.startsWith("{")) {
                parameters.put(name.substring(1, name.length() - 1), steps.get(i));
            }
        }
        return parameters;
    }

    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        for (String step : path.split("/")) {
            if (!step.isEmpty()) {
                steps.add(step);
            }
        }
        return steps;
    }
}
