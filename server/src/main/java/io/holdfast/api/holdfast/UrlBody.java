package io.holdfast.api.holdfast;

import io.holdfast.api.Fields;
import io.holdfast.exposure.Network;
import io.holdfast.exposure.UrlMode;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.exposure.UrlTerms;
import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a device URL is to be, as a JSON object: {@code port}, {@code transport} (http), {@code host}, {@code mode} (private), {@code
 * user} of mode basic, {@code networks} of mode ip-allow, {@code enabled} (false), {@code expires} (never).
 */
public final class UrlBody {
    private static final Set<String> FIELDS =
            Set.of("port", "transport", "host", "mode", "user", "networks", "enabled", "expires");
    private static final int TEXT_MAX = 253;

    private UrlBody() {}

    static UrlTerms read(byte[] body) {
        Fields fields = Fields.of(body, FIELDS);
        long port = fields.wholeNumber("port").orElseThrow(() -> MalformedInput.missing("port"));
        return terms(
                port,
                fields.text("transport", TEXT_MAX).orElse("http"),
                fields.text("host", TEXT_MAX),
                fields.text("mode", TEXT_MAX).orElse("private"),
                fields.text("user", TEXT_MAX),
                networks(fields),
                fields.flag("enabled"),
                fields.text("expires", TEXT_MAX));
    }

    private static List<String> networks(Fields fields) {
        List<String> texts = new ArrayList<>();
        fields.json().member("networks").ifPresent(list -> {
            if (!(list instanceof JsonValue.Arr array)) {
                throw MalformedInput.wrongType("networks", "a list of texts");
            }
            for (JsonValue each : array.items()) {
                if (!(each instanceof JsonValue.Text text)) {
                    throw MalformedInput.wrongType("networks", "a list of texts");
                }
                texts.add(text.value());
            }
        });
        return texts;
    }

    /** The terms that these words make; what they cannot make is refused with 400 or 422 and says why. */
    public static UrlTerms terms(
            long port,
            String transport,
            Optional<String> host,
            String mode,
            Optional<String> user,
            List<String> networks,
            boolean enabled,
            Optional<String> expires) {
        if (!UrlTarget.isPort(port)) {
            throw wrong("port", "a port is 1 to 65535");
        }
        UrlTarget.Transport spoken = UrlTarget.Transport.parse(transport)
                .orElseThrow(() -> wrong("transport", "a transport is http, https or https-unverified"));
        Optional<String> called = host.filter(text -> !text.isBlank());
        if (called.isPresent() && !UrlTarget.isHost(called.get())) {
            throw wrong("host", "a host is a name or address, with or without a port");
        }
        return new UrlTerms(
                new UrlTarget((int) port, spoken, called),
                wish(mode, user, networks),
                enabled,
                expires.filter(text -> !text.isBlank()).map(UrlBody::instant));
    }

    private static UrlTerms.Wish wish(String mode, Optional<String> user, List<String> networks) {
        return switch (mode) {
            case "private" -> new UrlTerms.Wish.Private();
            case "link" -> new UrlTerms.Wish.Link();
            case "basic" ->
                new UrlTerms.Wish.Basic(user.filter(UrlBody::isName)
                        .orElseThrow(() -> wrong("user", "a name has 1 to 64 characters and no colon")));
            case "ip-allow" -> new UrlTerms.Wish.Addresses(parsed(networks));
            case "public" -> new UrlTerms.Wish.Open();
            default -> throw wrong("mode", "a mode is private, link, basic, ip-allow or public");
        };
    }

    private static boolean isName(String user) {
        return !user.isEmpty()
                && user.length() <= UrlMode.Basic.USER_CHARS_MAX
                && user.chars().allMatch(c -> c > ' ' && c != ':' && c != 0x7f);
    }

    private static List<Network> parsed(List<String> texts) {
        List<Network> networks = texts.stream()
                .map(text -> Network.parse(text.strip())
                        .orElseThrow(() -> wrong("networks", "a network is such as 192.0.2.0/24 or 2001:db8::/32")))
                .toList();
        if (networks.isEmpty() || networks.size() > UrlMode.Addresses.NETWORKS_MAX) {
            throw wrong("networks", "name 1 to " + UrlMode.Addresses.NETWORKS_MAX + " networks");
        }
        return networks;
    }

    /** A time with its offset; of the year 9999 at most, which every reader knows. */
    static Instant instant(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1970 && time.getYear() <= 9_999) {
                return time.toInstant();
            }
        } catch (DateTimeException notATime) {
            // said below
        }
        throw wrong("expires", "a time is such as 2030-01-31T12:00:00Z");
    }

    private static RuntimeException wrong(String field, String sentence) {
        return Refusal.badRequest("url." + field, "\"" + field + "\": " + sentence)
                .exception();
    }
}
