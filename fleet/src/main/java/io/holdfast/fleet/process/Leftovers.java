package io.holdfast.fleet.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a bench or drill must take away even when it is ended by a signal: processes and folders, the last made first. A kill that
 * cannot be caught leaves them.
 */
public final class Leftovers {
    private static final Deque<Leftover> ALL = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::takeAway, "leftovers"));
    }

    private Leftovers() {}

    /** One thing to take away. */
    public static final class Leftover {
        private final Runnable removal;

        private Leftover(Runnable removal) {
            this.removal = removal;
        }

        /** It is gone in the ordinary way. */
        public void gone() {
            synchronized (ALL) {
                ALL.remove(this);
            }
        }
    }

    /** From now on; until it is {@linkplain Leftover#gone gone}. */
    public static Leftover of(Runnable removal) {
        Leftover leftover = new Leftover(removal);
        synchronized (ALL) {
            ALL.push(leftover);
        }
        return leftover;
    }

    private static void takeAway() {
        while (true) {
            Leftover next;
            synchronized (ALL) {
                if (ALL.isEmpty()) {
                    return;
                }
                next = ALL.pop();
            }
            try {
                next.removal.run();
            } catch (RuntimeException stays) {
                System.err.println("holdfast: something stays behind: " + stays.getMessage());
            }
        }
    }
}
