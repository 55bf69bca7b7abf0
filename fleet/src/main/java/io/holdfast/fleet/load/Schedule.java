package io.holdfast.fleet.load;

/** The due times of one event loop's requests, in {@link System#nanoTime()}. */
sealed interface Schedule {
    /** When the next request is due, seen at {@code now}; not later than {@code now} means send. */
    long nextDue(long now);

    /** The request that {@link #nextDue} told of was sent. */
    void sent();

    /** How many requests were due before {@code end} and not sent. */
    int unsentBefore(long end);

    static Schedule of(Pace pace, int loops, int loop, long start) {
        return switch (pace) {
            case Pace.ClosedLoop closed -> new Immediate();
            case Pace.OpenLoop open ->
                new Fixed(start + loop * 1_000_000_000L / open.perSecond(), open.perSecond(), loops);
            case Pace.Counted counted ->
                new Share(counted.requests() / loops + (loop < counted.requests() % loops ? 1 : 0));
        };
    }

    final class Immediate implements Schedule {
        @Override
        public long nextDue(long now) {
            return now;
        }

        @Override
        public void sent() {}

        @Override
        public int unsentBefore(long end) {
            return 0;
        }
    }

    final class Fixed implements Schedule {
        private final long start;
        private final int perSecond;
        private final int loops;
        private long count;

        Fixed(long start, int perSecond, int loops) {
            this.start = start;
            this.perSecond = perSecond;
            this.loops = loops;
        }

        @Override
        public long nextDue(long now) {
            return start + count * loops * 1_000_000_000L / perSecond;
        }

        @Override
        public void sent() {
            count++;
        }

        @Override
        public int unsentBefore(long end) {
            int unsent = 0;
            while (start + (count + unsent) * loops * 1_000_000_000L / perSecond < end) {
                unsent++;
            }
            return unsent;
        }
    }

    /** So many at once, then none. */
    final class Share implements Schedule {
        private int left;

        Share(int requests) {
            this.left = requests;
        }

        @Override
        public long nextDue(long now) {
            return left > 0 ? now : Long.MAX_VALUE;
        }

        @Override
        public void sent() {
            left--;
        }

        @Override
        public int unsentBefore(long end) {
            return left;
        }
    }
}
