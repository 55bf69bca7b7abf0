package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.Clock;
import io.holdfast.wire.token.TokenKey;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DownloadLinksTest {
    private static final BlobKey BLOB = BlobKey.random();

    private final TokenKey key = new TokenKey(1, new byte[32]);
    private final DownloadLinks links = new DownloadLinks(() -> key, id -> Optional.of(key), Clock.system());

    @Test
    void a_link_is_worth_the_blob_and_the_terms_it_was_made_for() {
        for (String terms : new String[] {"", "a.b.c"}) {
            assertThat(check(parts(terms))).isEqualTo(new DownloadLinks.Check.Good(BLOB, terms));
        }
    }

    @Test
    void terms_that_were_changed_taken_away_or_added_are_forged() {
        Map<String, String> bound = parts("a.b.c");
        Map<String, String> free = parts("");

        assertThat(check(with(bound, "for", "a.b.d"))).isInstanceOf(DownloadLinks.Check.Forged.class);
        assertThat(check(with(bound, "for", ""))).isInstanceOf(DownloadLinks.Check.Forged.class);
        assertThat(check(with(free, "for", "a.b.c"))).isInstanceOf(DownloadLinks.Check.Forged.class);
    }

    private Map<String, String> parts(String terms) {
        Map<String, String> parts = new HashMap<>();
        URI uri = URI.create(
                links.link(URI.create("https://fleet.example"), BLOB, terms).uri());
        for (String pair : uri.getQuery().split("&")) {
            parts.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return parts;
    }

    private static Map<String, String> with(Map<String, String> parts, String name, String value) {
        Map<String, String> changed = new HashMap<>(parts);
        changed.put(name, value);
        return changed;
    }

    private DownloadLinks.Check check(Map<String, String> parts) {
        return links.check(
                BLOB.value(), part(parts, "expire"), part(parts, "key"), part(parts, "for"), part(parts, "signature"));
    }

    private static Optional<String> part(Map<String, String> parts, String name) {
        return Optional.ofNullable(parts.get(name));
    }
}
