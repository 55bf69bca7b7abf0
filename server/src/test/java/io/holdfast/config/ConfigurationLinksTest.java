package io.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.config.ConfigurationLinks.Check;
import io.holdfast.config.ConfigurationLinks.Download;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.LinkSignatures;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DownloadTerms;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.token.TokenKey;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLinksTest {
    private static final URI PUBLIC = URI.create("https://fleet.example/");
    private static final DownloadTerms TERMS =
            new DownloadTerms(TenantId.random(), DeploymentId.random(), DeviceId.random(), 42);

    private final ManualClock clock = new ManualClock();
    private final TokenKey key = new TokenKey(1, new byte[32]);
    private Optional<TokenKey> known = Optional.of(key);
    private final ConfigurationLinks links = new ConfigurationLinks(new LinkSignatures(() -> key, id -> known, clock));

    /** What a request would show of a link. */
    private record Parts(String path, Map<String, String> query) {
        static Parts of(String uri) {
            URI parsed = URI.create(uri);
            Map<String, String> query = new HashMap<>();
            for (String pair : parsed.getRawQuery().split("&")) {
                query.put(
                        pair.substring(0, pair.indexOf('=')),
                        URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
            }
            return new Parts(parsed.getRawPath().substring(ConfigurationLinks.PATH.length()), query);
        }

        Parts with(String name, String value) {
            Map<String, String> changed = new HashMap<>(query);
            changed.put(name, value);
            return new Parts(path, changed);
        }

        Parts without(String name) {
            Map<String, String> changed = new HashMap<>(query);
            changed.remove(name);
            return new Parts(path, changed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"board", "raspberry pi 4", "a/b", "a+b", "100%", "ä😀", "?&#=", "..", "a;b"})
    void a_link_is_worth_what_it_was_made_for_whatever_the_types_name(String type) {
        ConfigurationLinks.Link link = links.link(PUBLIC, new Download(TERMS, type));

        assertThat(link.uri()).startsWith("https://fleet.example" + ConfigurationLinks.PATH);
        assertThat(check(Parts.of(link.uri()))).isEqualTo(new Check.Good(new Download(TERMS, type)));
    }

    @Test
    void whatever_is_changed_in_it_or_taken_from_it_is_forged() {
        Parts good = parts();
        assertThat(good.query().keySet())
                .containsExactlyInAnyOrder("x-men-expire", "x-men-signature", "tenant_id", "key", "seq");
        for (String name : good.query().keySet()) {
            assertForged(good.without(name));
            assertForged(good.with(name, ""));
        }
        assertForged(good.with("x-men-expire", "2099-01-01T00:00:00Z"));
        assertForged(good.with("x-men-expire", "tomorrow"));
        assertForged(good.with("x-men-signature", "00"));
        assertForged(good.with("x-men-signature", "no hex"));
        assertForged(good.with("tenant_id", UUID.randomUUID().toString()));
        assertForged(good.with("seq", "43"));
        assertForged(good.with("seq", "-1"));
        assertForged(good.with("key", "one"));
        String other = UUID.randomUUID().toString();
        String[] path = good.path().split("/");
        for (String changed : new String[] {
            other + "/" + path[1] + "/" + path[2],
            path[0] + "/other/" + path[2],
            path[0] + "/" + path[1] + "/" + other,
            path[0] + "/" + path[1],
            path[0] + "/" + path[1] + "/" + path[2] + "/",
            path[0] + "/%zz/" + path[2],
            "",
            "///"
        }) {
            assertForged(new Parts(changed, good.query()));
        }
    }

    @Test
    void it_expires_with_the_time_that_all_downloads_have() {
        Parts good = parts();
        clock.advance(DownloadLinks.LIFETIME.minus(Duration.ofSeconds(1)));
        assertThat(check(good)).isInstanceOf(Check.Good.class);

        clock.advance(Duration.ofSeconds(3));
        assertThat(check(good)).isEqualTo(new Check.Not(LinkSignatures.Verdict.EXPIRED));
    }

    @Test
    void a_key_that_is_not_known_here_proves_nothing() {
        Parts good = parts();
        known = Optional.empty();

        assertThat(check(good)).isEqualTo(new Check.Not(LinkSignatures.Verdict.UNKNOWN_KEY));
    }

    @Test
    void a_signature_does_not_stand_in_its_description() {
        ConfigurationLinks.Link link = links.link(PUBLIC, new Download(TERMS, "t"));

        assertThat(link.toString()).doesNotContain(Parts.of(link.uri()).query().get("x-men-signature"));
    }

    private Parts parts() {
        return Parts.of(links.link(PUBLIC, new Download(TERMS, "board")).uri());
    }

    private void assertForged(Parts parts) {
        assertThat(check(parts)).as(parts.toString()).isEqualTo(new Check.Not(LinkSignatures.Verdict.FORGED));
    }

    private Check check(Parts parts) {
        return links.check(
                parts.path(), name -> Optional.ofNullable(parts.query().get(name)));
    }
}
