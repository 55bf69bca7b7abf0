package io.holdfast.tenancy;

/**
 * How much one tenant may have of something that a node has for all: three times of what is left free. So one alone leaves a quarter and
 * two that take whatever they get a seventh; whoever comes next finds room at once, and nobody has to know how many there are.
 *
 * @param max of all tenants together
 * @param floor one tenant's in any case, while there is any left
 */
public record FairShare(long max, long floor) {
    /** A single tenant, which is what most nodes have, is to lose little; a quarter is enough for others to begin. */
    private static final int TIMES_FREE = 3;

    /** Whether a tenant that has {@code own} of the {@code used} may have so many more. */
    public boolean admits(long used, long own, long more) {
        long free = max - used - more;
        return free >= 0 && own + more <= Math.max(floor, TIMES_FREE * free);
    }
}
