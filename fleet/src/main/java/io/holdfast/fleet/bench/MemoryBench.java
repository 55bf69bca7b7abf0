package io.holdfast.fleet.bench;

import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.link.HerdPlan;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.LoopbackBytes;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ProcessCost;
import io.holdfast.fleet.seed.FleetSeed;
import io.holdfast.fleet.seed.SeededTokens;
import io.holdfast.fleet.seed.TokenTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Workload g: what idle links cost the server. Memory is the difference that the links make to a server that was warmed up with others and
 * has collected its garbage before both looks. The herd takes addresses of its own in each run: on one address the ports that
 * the last run left behind would be measured.
 */
final class MemoryBench implements Bench {
    private static final int LINKS = 18_000;
    private static final int QUICK_LINKS = 2_000;
    private static final int WARM_UP_LINKS = 2_000;
    private static final List<Integer> KEEPALIVE_SECONDS = List.of(9, 30, 60);
    /** The figure that is promised. */
    private static final int PROMISED_SECONDS = 60;

    private static final int WINDOW_SECONDS_MIN = 60;
    private static final Duration OPENING_MAX = Duration.ofMinutes(3);
    private static final Duration SETTLED = Duration.ofSeconds(5);

    /** What the links of one server cost. */
    private record Room(double rssPerLink, double heapPerLink, double linksPerSecond, double openingMicrosPerLink) {}

    /** What keeping them alive costs; the server's few other bytes on the wire, a kilobyte a second, are among it. */
    private record Upkeep(double cpuPercent, double bytesPerLinkHour) {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "18,000 idle links, in clear text and over TLS: memory a link, and the server's CPU and the bytes on the wire"
                + " with pings every 9, 30 and 60 s.";
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        int links = context.quick() ? QUICK_LINKS : LINKS;
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            test.stop();
            TokenTable tokens = seed(context, test, links + WARM_UP_LINKS);
            List<Room> plain = new ArrayList<>();
            List<Room> tls = new ArrayList<>();
            Map<Integer, List<Upkeep>> upkeep = new LinkedHashMap<>();
            for (int i = 0; i < context.repeat(); i++) {
                for (int seconds : KEEPALIVE_SECONDS) {
                    context.progress()
                            .accept("Run " + (i + 1) + ": " + links + " links, pings every " + seconds + " s.");
                    startPinging(test, seconds);
                    try (Herd herd = opened(test, test.plain(), tokens, links, plain)) {
                        upkeep.computeIfAbsent(seconds, none -> new ArrayList<>())
                                .add(upkeep(context, test, herd, seconds));
                    }
                    test.stop();
                }
                context.progress().accept("Run " + (i + 1) + ": " + links + " links over TLS.");
                startPinging(test, PROMISED_SECONDS);
                opened(test, test.tls(), tokens, links, tls).close();
                test.stop();
            }
            return figures(links, plain, tls, upkeep);
        } catch (SQLException e) {
            throw new IllegalStateException("the bench could not be set up", e);
        }
    }

    private static void startPinging(ServerUnderTest test, int seconds) throws SQLException {
        try (FleetSeed seed = FleetSeed.into(test.postgres())) {
            seed.pingEvery(seed.defaultTenant(), seconds);
        }
        test.forgetLocalStore();
        test.start();
    }

    private static TokenTable seed(BenchContext context, ServerUnderTest test, int devices) throws SQLException {
        context.progress().accept("Seeding " + devices + " devices.");
        try (FleetSeed seed = FleetSeed.into(test.postgres())) {
            UUID tenant = seed.defaultTenant();
            seed.devices(tenant, 0, devices);
            seed.settle();
            return SeededTokens.mint(test.tokenKey(), tenant, devices);
        }
    }

    /** Devices that never ping: what keeps their links alive is the server. */
    private static HerdPlan plan(Target target, TokenTable tokens, int from, int links) {
        return HerdPlan.of(target, links, (link, out) -> tokens.write(from + link, out))
                .withoutPings();
    }

    /** Opens the links and measures the room they take. */
    private static Herd opened(ServerUnderTest test, Target target, TokenTable tokens, int links, List<Room> rooms) {
        warmUp(target, tokens, links);
        long heapBefore = Heap.liveBytes(test.server().pid());
        ProcessCost before = test.server().cost();
        Herd herd = Herd.start(plan(target, tokens, 0, links));
        requireAll(herd);
        double micros = test.server().cost().cpuMicrosSince(before);
        double seconds = herd.recovery().all().orElseThrow().toNanos() / 1e9;
        Poll.until(SETTLED, () -> false);
        long heap = Heap.liveBytes(test.server().pid()) - heapBefore;
        long rss = test.server().cost().rssBytes() - before.rssBytes();
        requireUnbroken(herd);
        rooms.add(new Room((double) rss / links, (double) heap / links, links / seconds, micros / links));
        return herd;
    }

    /** Compiles the way of a link and fills the caches and arenas that every server has after its first minute. */
    private static void warmUp(Target target, TokenTable tokens, int from) {
        HerdPlan chatty = plan(target, tokens, from, WARM_UP_LINKS).pingingEvery(Duration.ofSeconds(1));
        try (Herd herd = Herd.start(chatty)) {
            requireAll(herd);
            Poll.until(SETTLED, () -> false);
        }
        Poll.until(SETTLED, () -> false);
    }

    /** Over whole turns: half a turn would count some links once and others never. */
    private static Upkeep upkeep(BenchContext context, ServerUnderTest test, Herd herd, int seconds) {
        int turns = context.quick() ? 1 : (WINDOW_SECONDS_MIN + seconds - 1) / seconds;
        Poll.until(Duration.ofSeconds(seconds), () -> false); // the first turn is spread as the links were opened
        ProcessCost before = test.server().cost();
        long bytesBefore = LoopbackBytes.passed();
        long began = System.nanoTime();
        Poll.until(Duration.ofSeconds((long) turns * seconds), () -> false);
        double took = (System.nanoTime() - began) / 1e9;
        double cpu = test.server().cost().cpuMicrosSince(before) / 1e6;
        double bytes = LoopbackBytes.passed() - bytesBefore;
        requireUnbroken(herd);
        return new Upkeep(100 * cpu / took, bytes / took * Duration.ofHours(1).toSeconds() / herd.links());
    }

    private static void requireAll(Herd herd) {
        if (!herd.awaitRecovery(OPENING_MAX)) {
            throw new IllegalStateException("not every link opened: " + herd.counts());
        }
    }

    /** Links that came and went would be paid for more than once. */
    private static void requireUnbroken(Herd herd) {
        if (herd.counts().lost() > 0 || herd.connected() < herd.links()) {
            throw new IllegalStateException("links were lost while they were measured: " + herd.counts());
        }
    }

    private static Map<String, Object> figures(
            int links, List<Room> plain, List<Room> tls, Map<Integer, List<Upkeep>> upkeep) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("links", links);
        figures.put("rss_bytes_per_link", Median.of(plain, Room::rssPerLink));
        figures.put("tls_rss_bytes_per_link", Median.of(tls, Room::rssPerLink));
        figures.put("heap_bytes_per_link", Median.of(plain, Room::heapPerLink));
        figures.put("tls_heap_bytes_per_link", Median.of(tls, Room::heapPerLink));
        List<Upkeep> promised = upkeep.getOrDefault(PROMISED_SECONDS, List.of());
        figures.put("cpu_percent", Median.of(promised, Upkeep::cpuPercent));
        figures.put("bytes_per_link_hour", Median.of(promised, Upkeep::bytesPerLinkHour));
        upkeep.forEach((seconds, samples) -> {
            figures.put("cpu_percent_" + seconds + "s", Median.of(samples, Upkeep::cpuPercent));
            figures.put("bytes_per_link_hour_" + seconds + "s", Median.of(samples, Upkeep::bytesPerLinkHour));
        });
        figures.put("links_per_s", Median.of(plain, Room::linksPerSecond));
        figures.put("cpu_us_per_link", Median.of(plain, Room::openingMicrosPerLink));
        figures.put("tls_links_per_s", Median.of(tls, Room::linksPerSecond));
        figures.put("tls_cpu_us_per_link", Median.of(tls, Room::openingMicrosPerLink));
        return figures;
    }
}
