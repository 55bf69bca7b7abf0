package io.holdfast.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which changes of a device URL are another URL to those who were let in. */
class DeviceUrlsTest {
    private static final UrlTarget TARGET = new UrlTarget(80, UrlTarget.Transport.HTTP, Optional.empty());

    private final SmallFleet fleet = SmallFleet.fresh();
    private final DeviceId device = fleet.devices(1).getFirst();
    private final DeviceUrls urls = new DeviceUrls(fleet.transactions(), Dice.seeded(1));

    @AfterEach
    void close() {
        fleet.close();
    }

    private static UrlTerms terms(UrlTarget target, UrlTerms.Wish wish, boolean enabled) {
        return new UrlTerms(target, wish, enabled, Optional.empty());
    }

    private static DeviceUrl done(UrlChange change) {
        return ((UrlChange.Done) change).url();
    }

    private int epochAfter(UrlTerms terms) {
        DeviceUrl made = done(urls.create(fleet.caller(), "r", device, terms(TARGET, new UrlTerms.Wish.Link(), true))
                .value());
        DeviceUrl changed =
                done(urls.change(fleet.caller(), "r", device, made.id(), terms).value());
        assertThat(urls.find(fleet.caller(), device, made.id()).map(ListedUrl::url))
                .contains(changed);
        return changed.epoch() - made.epoch();
    }

    @Test
    void links_and_cookies_do_not_open_what_the_url_leads_to_now() {
        UrlTerms.Wish link = new UrlTerms.Wish.Link();
        for (UrlTarget other : List.of(
                new UrlTarget(81, UrlTarget.Transport.HTTP, Optional.empty()),
                new UrlTarget(80, UrlTarget.Transport.HTTPS, Optional.empty()),
                new UrlTarget(80, UrlTarget.Transport.HTTPS_UNVERIFIED, Optional.empty()),
                new UrlTarget(80, UrlTarget.Transport.HTTP, Optional.of("admin.local")))) {
            assertThat(epochAfter(terms(other, link, true)))
                    .as(other.toString())
                    .isEqualTo(1);
        }
        assertThat(epochAfter(terms(TARGET, new UrlTerms.Wish.Private(), true))).isEqualTo(1);
    }

    @Test
    void who_was_let_in_stays_when_it_is_only_switched_off_and_on() {
        assertThat(epochAfter(terms(TARGET, new UrlTerms.Wish.Link(), false))).isZero();
        assertThat(epochAfter(terms(TARGET, new UrlTerms.Wish.Link(), true))).isZero();
    }
}
