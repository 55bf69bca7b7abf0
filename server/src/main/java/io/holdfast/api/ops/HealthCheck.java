package io.holdfast.api.ops;

/** One thing that can be well or not. {@link #look()} answers at once, from memory: it never waits for what it judges. */
public interface HealthCheck {

    /** For example {@code database}; stable, lower case. */
    String name();

    /** How it is now. */
    Health look();

    static HealthCheck of(String name, java.util.function.Supplier<Health> look) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Health look() {
                return look.get();
            }
        };
    }
}
