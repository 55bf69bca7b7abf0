package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.edge.feed.TestCell;
import io.holdfast.edge.feed.TestNode;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.exposure.Network;
import io.holdfast.exposure.UrlChange;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.exposure.UrlTerms;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Device URLs in image and local store: a node that starts with the database away shows what it showed. */
class StoredUrlTest {
    private static final long JOURNAL_BYTES = 1 << 20;

    @TempDir
    Path folder;

    private final TestCell cell = new TestCell();
    private final DeviceId device = cell.accept("one");
    private final Caller caller = new Caller(cell.tenant(), UserId.random(), SessionId.random());
    private final DeviceUrls urls =
            new DeviceUrls(new FleetTransactions(new Transactions(cell.connections()), () -> {}), Dice.seeded(4));

    private static List<UrlTerms> terms() {
        Optional<Instant> end = Optional.of(Instant.parse("2040-01-01T00:00:00Z"));
        UrlTarget plain = new UrlTarget(80, UrlTarget.Transport.HTTP, Optional.empty());
        UrlTarget other = new UrlTarget(8443, UrlTarget.Transport.HTTPS_UNVERIFIED, Optional.of("camera.local"));
        return List.of(
                new UrlTerms(plain, new UrlTerms.Wish.Private(), true, Optional.empty()),
                new UrlTerms(other, new UrlTerms.Wish.Link(), false, end),
                new UrlTerms(plain, new UrlTerms.Wish.Basic("ada"), true, end),
                new UrlTerms(
                        plain,
                        new UrlTerms.Wish.Addresses(List.of(new Network("10.0.0.0/8"), new Network("::1"))),
                        true,
                        Optional.empty()),
                new UrlTerms(plain, new UrlTerms.Wish.Open(), true, Optional.empty()));
    }

    private DeviceUrl make(UrlTerms terms) {
        if (urls.create(caller, "r", device, terms).value() instanceof UrlChange.Done done) {
            return done.url();
        }
        throw new AssertionError("not made");
    }

    private LocalStore.Loaded load(LocalStore store) {
        return store.load(TestKeys.OPENER, Clock.system(), Dice.secure());
    }

    private TestNode node(LocalStore.Loaded loaded) throws SQLException {
        return new TestNode(cell, loaded.writer(), loaded.durable(), loaded.cursor());
    }

    @Test
    void what_the_feed_brought_is_known_after_a_restart_without_the_database() throws Exception {
        List<DeviceUrl> made = new ArrayList<>();
        try (LocalStore store = LocalStore.open(folder, JOURNAL_BYTES, Dice.secure());
                TestNode node = node(load(store))) {
            node.catchUp();
            terms().forEach(each -> made.add(make(each)));
            DeviceUrl deleted = make(terms().getFirst());
            node.catchUp();
            assertThat(node.image().url(deleted.slug())).contains(deleted);
            DeviceUrl before = made.getFirst();
            boolean gone = urls.delete(caller, "r", device, deleted.id()).value();
            assertThat(gone).isTrue();
            if (urls.rotate(caller, "r", device, before.id()).value() instanceof UrlChange.Done rotated) {
                made.set(0, rotated.url());
            }
            node.catchUp();
            node.assertAudited();
            assertThat(node.image().url(deleted.slug())).isEmpty();
            assertThat(node.image().url(before.slug())).isEmpty();
            assertThat(made.getFirst().epoch()).isEqualTo(2);
        }
        try (LocalStore store = LocalStore.open(folder, JOURNAL_BYTES, Dice.secure())) {
            FleetImage image = load(store).writer().image();
            assertThat(image.urls()).containsExactlyInAnyOrderElementsOf(made);
            made.forEach(url -> assertThat(image.url(url.slug())).contains(url));
        }
    }

    @Test
    void a_full_load_brings_all_and_a_decommissioned_devices_are_gone() throws Exception {
        List<DeviceUrl> made = terms().stream().map(this::make).toList();
        try (LocalStore store = LocalStore.open(folder, JOURNAL_BYTES, Dice.secure());
                TestNode node = node(load(store))) {
            node.catchUp();
            assertThat(node.image().urls()).containsExactlyInAnyOrderElementsOf(made);
            cell.decommission(device);
            node.catchUp();
            node.assertAudited();
            assertThat(node.image().urls()).isEmpty();
        }
        try (LocalStore store = LocalStore.open(folder, JOURNAL_BYTES, Dice.secure())) {
            assertThat(load(store).writer().image().urls()).isEmpty();
        }
    }

    @Test
    void what_is_damaged_or_of_a_later_form_is_refused_as_a_whole() {
        for (String text :
                List.of("", "{}", "[]", "{\"form\":2}", "{\"form\":1}", "{\"form\":1,\"tenant\":\"x\"}", "\u0001")) {
            assertThatThrownBy(() -> StoredUrl.of(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
