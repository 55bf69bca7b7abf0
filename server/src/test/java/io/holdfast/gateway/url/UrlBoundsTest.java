package io.holdfast.gateway.url;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlMode;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.exposure.UrlUse;
import io.holdfast.gateway.url.VisitorSessions.Standing;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How much goes through, who is still signed in, what is put on record; on a clock that a test turns. */
class UrlBoundsTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void a_url_takes_a_burst_and_then_so_many_a_second() {
        UrlLimits limits = new UrlLimits(clock);
        UrlId url = UrlId.random();
        TenantId tenant = TenantId.random();
        for (int i = 0; i < UrlLimits.BURST; i++) {
            assertThat(limits.enter(url, tenant)).isEmpty();
            limits.leave(url, tenant);
        }
        assertThat(limits.enter(url, tenant)).contains(UrlTrouble.TOO_MANY_REQUESTS);
        assertThat(limits.enter(UrlId.random(), TenantId.random())).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < UrlLimits.PER_SECOND; i++) {
            assertThat(limits.enter(url, tenant)).isEmpty();
            limits.leave(url, tenant);
        }
        assertThat(limits.enter(url, tenant)).contains(UrlTrouble.TOO_MANY_REQUESTS);
    }

    @Test
    void places_are_given_back_and_one_url_does_not_take_those_of_others() {
        UrlLimits limits = new UrlLimits(clock);
        UrlId url = UrlId.random();
        TenantId tenant = TenantId.random();
        for (int i = 0; i < UrlLimits.PER_URL_MAX; i++) {
            assertThat(limits.enter(url, tenant)).isEmpty();
        }
        assertThat(limits.enter(url, tenant)).contains(UrlTrouble.URL_FULL);
        assertThat(limits.inFlight()).isEqualTo(UrlLimits.PER_URL_MAX);
        limits.leave(url, tenant);
        assertThat(limits.enter(url, tenant)).isEmpty();
        for (int i = limits.inFlight(); i < UrlLimits.PER_NODE_MAX; i++) {
            assertThat(limits.enter(UrlId.random(), TenantId.random())).isEmpty();
        }
        assertThat(limits.enter(UrlId.random(), TenantId.random())).contains(UrlTrouble.NODE_FULL);
        assertThat(limits.inFlight()).isEqualTo(UrlLimits.PER_NODE_MAX);
    }

    @Test
    void one_tenant_does_not_take_the_places_of_others() {
        UrlLimits limits = new UrlLimits(clock);
        TenantId greedy = TenantId.random();
        UrlId last = UrlId.random();
        for (int i = 1; i < UrlLimits.PER_TENANT_MAX; i++) {
            assertThat(limits.enter(UrlId.random(), greedy)).isEmpty();
        }
        assertThat(limits.enter(last, greedy)).isEmpty();
        assertThat(limits.enter(UrlId.random(), greedy)).contains(UrlTrouble.NODE_FULL);
        assertThat(limits.enter(UrlId.random(), TenantId.random())).isEmpty();
        assertThat(limits.inFlight()).isEqualTo(UrlLimits.PER_TENANT_MAX + 1);

        limits.leave(last, greedy);

        assertThat(limits.enter(UrlId.random(), greedy)).isEmpty();
    }

    private static Caller caller() {
        return new Caller(TenantId.random(), UserId.random(), SessionId.random());
    }

    @Test
    void who_comes_first_waits_for_one_look_and_then_is_answered_from_memory_until_he_signs_out() {
        Caller ada = caller();
        Set<Caller> standing = new HashSet<>(Set.of(ada));
        List<Set<Caller>> asked = new ArrayList<>();
        VisitorSessions sessions = new VisitorSessions(
                callers -> {
                    asked.add(callers);
                    Set<Caller> good = new HashSet<>(callers);
                    good.retainAll(standing);
                    return Optional.of(good);
                },
                tenant -> BlindLimit.DEFAULT,
                clock);
        Caller forged = caller();
        CompletableFuture<Standing> first = sessions.standing(ada).toCompletableFuture();
        CompletableFuture<Standing> stranger = sessions.standing(forged).toCompletableFuture();
        assertThat(first).isNotDone();
        sessions.look();
        assertThat(first.join()).isEqualTo(Standing.SIGNED_IN);
        assertThat(stranger.join()).isEqualTo(Standing.SIGNED_OUT);
        assertThat(asked).containsExactly(Set.of(ada, forged));
        assertThat(sessions.standing(ada).toCompletableFuture().join()).isEqualTo(Standing.SIGNED_IN);

        standing.clear();
        clock.advance(Duration.ofMillis(500));
        sessions.look();
        assertThat(sessions.standing(ada).toCompletableFuture().join()).isEqualTo(Standing.SIGNED_OUT);
        assertThat(sessions.ended(ada)).isTrue();

        clock.advance(Duration.ofMinutes(2));
        sessions.look();
        assertThat(sessions.known()).isEmpty();
    }

    @Test
    void while_it_cannot_be_told_what_was_known_is_honoured() {
        Caller ada = caller();
        Caller out = caller();
        boolean[] away = new boolean[1];
        VisitorSessions sessions = new VisitorSessions(
                callers -> away[0] ? Optional.empty() : Optional.of(Set.of(ada)), tenant -> BlindLimit.DEFAULT, clock);
        var asked = List.of(sessions.standing(ada), sessions.standing(out));
        sessions.look();
        away[0] = true;
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofMillis(900));
            sessions.look();
            assertThat(standing(sessions, ada)).contains(Standing.SIGNED_IN);
            assertThat(standing(sessions, out)).contains(Standing.SIGNED_OUT);
        }
        // Not even he is forgotten who does nothing meanwhile.
        clock.advance(Duration.ofHours(1));
        sessions.look();
        assertThat(standing(sessions, ada)).contains(Standing.SIGNED_IN);
        assertThat(asked).hasSize(2);
    }

    private static Optional<Standing> standing(VisitorSessions sessions, Caller caller) {
        CompletableFuture<Standing> told = sessions.standing(caller).toCompletableFuture();
        return told.isDone() ? Optional.of(told.join()) : Optional.empty();
    }

    @Test
    void of_whom_nothing_was_known_nothing_is_believed_while_it_cannot_be_told() {
        Caller fresh = caller();
        boolean[] away = new boolean[] {true};
        VisitorSessions sessions = new VisitorSessions(
                callers -> away[0] ? Optional.empty() : Optional.of(callers), tenant -> BlindLimit.DEFAULT, clock);
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Standing> first = sessions.standing(fresh).toCompletableFuture();
            assertThat(first).isNotDone();
            sessions.look();
            assertThat(first.join()).isEqualTo(Standing.UNTOLD);
        }
        // What he has open goes on.
        sessions.stays(fresh);
        sessions.look();
        assertThat(sessions.ended(fresh)).isFalse();

        away[0] = false;
        CompletableFuture<Standing> again = sessions.standing(fresh).toCompletableFuture();
        sessions.look();
        assertThat(again.join()).isEqualTo(Standing.SIGNED_IN);
    }

    @Test
    void what_was_known_is_honoured_no_longer_than_the_tenant_says() {
        Caller ada = caller();
        boolean[] away = new boolean[1];
        BlindLimit limit = new BlindLimit(Duration.ofMinutes(15));
        VisitorSessions sessions = new VisitorSessions(
                callers -> away[0] ? Optional.empty() : Optional.of(callers), tenant -> limit, clock);
        var first = sessions.standing(ada);
        sessions.look();
        away[0] = true;
        sessions.look();
        clock.advance(Duration.ofMinutes(15));
        assertThat(standing(sessions, ada)).contains(Standing.SIGNED_IN);
        assertThat(sessions.ended(ada)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(standing(sessions, ada)).contains(Standing.UNTOLD);
        assertThat(sessions.ended(ada)).as("what he has open").isTrue();

        away[0] = false;
        sessions.look();
        assertThat(standing(sessions, ada)).contains(Standing.SIGNED_IN);
        assertThat(sessions.ended(ada)).isFalse();
        assertThat(first.toCompletableFuture()).isDone();
    }

    @Test
    void a_database_that_hangs_costs_a_visitor_a_second() {
        Caller known = caller();
        Caller fresh = caller();
        VisitorSessions sessions =
                new VisitorSessions(callers -> Optional.of(callers), tenant -> BlindLimit.DEFAULT, clock);
        var told = sessions.standing(known);
        sessions.look();
        assertThat(told.toCompletableFuture().join()).isEqualTo(Standing.SIGNED_IN);

        // From here on no look comes to its end.
        clock.advance(Duration.ofSeconds(5));
        CompletableFuture<Standing> his = sessions.standing(known).toCompletableFuture();
        CompletableFuture<Standing> theirs = sessions.standing(fresh).toCompletableFuture();
        clock.advance(Duration.ofSeconds(1));
        sessions.giveUp();
        assertThat(his).isNotDone();
        assertThat(theirs).isNotDone();
        clock.advance(Duration.ofMillis(250));
        sessions.giveUp();

        assertThat(his.join()).isEqualTo(Standing.SIGNED_IN);
        assertThat(theirs.join()).isEqualTo(Standing.UNTOLD);
        // And who is known waits no more.
        clock.advance(Duration.ofSeconds(5));
        assertThat(standing(sessions, known)).contains(Standing.SIGNED_IN);
    }

    @Test
    void strangers_are_put_on_record_by_their_network_and_no_more_than_so_many_an_hour() {
        List<UrlUse.Visit> recorded = new ArrayList<>();
        UrlVisits visits = new UrlVisits(clock, batch -> recorded.addAll(batch.visits()));
        DeviceUrl url = url();
        for (int i = 0; i < 1_000; i++) {
            String address = "2001:db8:1:2:" + Integer.toHexString(i) + "::1";
            visits.came(url, new Visitor.Stranger(address), address);
        }
        visits.flush();
        assertThat(recorded).singleElement().satisfies(visit -> {
            assertThat(visit.visitor()).isEqualTo("address 2001:db8:1:2::/64");
            assertThat(visit.address()).isEqualTo("2001:db8:1:2:0::1");
        });
        for (int i = 0; i < 1_000; i++) {
            String address = "198.51." + i / 250 + "." + i % 250;
            visits.came(url, new Visitor.Stranger(address), address);
        }
        visits.came(url, new Visitor.Bearer("l"), "192.0.2.1");
        visits.came(url(), new Visitor.Stranger("192.0.2.1"), "192.0.2.1");
        visits.flush();
        assertThat(recorded).hasSize(UrlVisits.STRANGERS_MAX + 2);
        assertThat(visits.leftOut()).isEqualTo(1_001 - UrlVisits.STRANGERS_MAX);

        clock.advance(Duration.ofHours(1));
        visits.came(url, new Visitor.Stranger("192.0.2.9"), "192.0.2.9");
        visits.flush();
        assertThat(recorded).hasSize(UrlVisits.STRANGERS_MAX + 3);
    }

    private static DeviceUrl url() {
        return new DeviceUrl(
                TenantId.random(),
                UrlId.random(),
                DeviceId.random(),
                Slug.random(Dice.seeded(1)),
                new UrlTarget(80, UrlTarget.Transport.HTTP, Optional.empty()),
                new UrlMode.Open(),
                true,
                Optional.empty(),
                1);
    }

    @Test
    void hits_are_counted_and_a_visitor_is_put_on_record_once_an_hour() {
        List<UrlUse.Batch> recorded = new ArrayList<>();
        boolean[] away = new boolean[] {true};
        UrlVisits visits = new UrlVisits(clock, batch -> !away[0] && recorded.add(batch));
        DeviceUrl url = url();
        for (int i = 0; i < 5; i++) {
            visits.came(url, new Visitor.Stranger("192.0.2.1"), "192.0.2.1");
            visits.flush();
        }
        visits.came(url, new Visitor.Bearer("l"), "192.0.2.1");
        away[0] = false;
        visits.flush();
        visits.flush();
        assertThat(recorded).hasSize(1);
        assertThat(recorded.getFirst().hits())
                .singleElement()
                .satisfies(hits -> assertThat(hits.count()).isEqualTo(6));
        assertThat(recorded.getFirst().visits().stream().map(UrlUse.Visit::visitor))
                .containsExactly("address 192.0.2.1", "link l");

        clock.advance(Duration.ofHours(1));
        visits.came(url, new Visitor.Stranger("192.0.2.1"), "192.0.2.1");
        visits.flush();
        assertThat(recorded.getLast().visits()).hasSize(1);
        assertThat(visits.leftOut()).isZero();
    }
}
