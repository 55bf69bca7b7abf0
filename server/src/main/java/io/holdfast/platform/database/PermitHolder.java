package io.holdfast.platform.database;

import java.util.function.Supplier;

/**
 * For whom a call uses the database; empty-handed until it is known who calls. Work that runs in no call, such as the node's own, has
 * none, and needs no permit.
 */
public final class PermitHolder {
    /** Calls of whom nobody knows yet whose they are share one share. */
    private static final Object UNKNOWN = "unknown";

    private static final ScopedValue<PermitHolder> CALL = ScopedValue.newInstance();

    private Object owner = UNKNOWN;
    // Connections that this call has now: a second one beside the first needs no permit, or calls would wait for each
    // other.
    private int held;

    private PermitHolder() {}

    /** Runs a call. */
    public static <T> T during(Supplier<T> call) {
        return ScopedValue.where(CALL, new PermitHolder()).call(call::get);
    }

    /** From here on the running call uses the database for this owner, such as a tenant. Nothing outside of a call. */
    public static void owner(Object owner) {
        if (CALL.isBound()) {
            CALL.get().owner = owner;
        }
    }

    static boolean inCall() {
        return CALL.isBound();
    }

    static PermitHolder ofCall() {
        return CALL.get();
    }

    Object owner() {
        return owner;
    }

    /** Whether it is the call's only connection. */
    boolean first() {
        return held++ == 0;
    }

    void gaveBack() {
        held--;
    }
}
