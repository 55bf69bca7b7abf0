package io.holdfast.gateway.url;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Network;
import io.holdfast.exposure.PasswordDigest;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlMode;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.gateway.link.TestLinks;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.testing.ManualKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every mode, every credential, every state: who is let in. */
class UrlGateTest {
    private static final String HERE = "192.0.2.7";
    private static final String ELSEWHERE = "198.51.100.1";

    private final TestLinks fleet = new TestLinks();
    private final ImageDevice device = fleet.device();
    private final ManualKeys keys = new ManualKeys();
    private final UrlPasses passes = new UrlPasses(() -> keys.signing().orElseThrow(), keys, Dice.seeded(7));
    private final UrlGate gate = new UrlGate(fleet.writer.image(), passes, fleet.clock);

    private enum Mode {
        PRIVATE(new UrlMode.Private()),
        LINK(new UrlMode.Link()),
        BASIC(new UrlMode.Basic("ada", PasswordDigest.of(SecretText.of("secret")))),
        ADDRESSES(new UrlMode.Addresses(List.of(new Network("192.0.2.0/24")))),
        OPEN(new UrlMode.Open());

        private final UrlMode mode;

        Mode(UrlMode mode) {
            this.mode = mode;
        }
    }

    private enum Credential {
        NONE,
        PERSON,
        BEARER,
        OTHER_BEARER,
        NAMED,
        RIGHT_PASSWORD,
        WRONG_PASSWORD,
        LISTED_ADDRESS,
        FOREIGN_PERSON,
        FOREIGN_PASSWORD,
        EXPIRED_PERSON,
        EARLIER_EPOCH,
        OTHER_URL,
        UNUSED_LINK,
        ENTRY,
        FORGED
    }

    /** What lets in while everything is in order; everything else gets the mode's own answer. */
    private static final Map<Mode, List<Credential>> LETS_IN = Map.of(
            Mode.PRIVATE, List.of(Credential.PERSON),
            Mode.LINK, List.of(Credential.PERSON, Credential.BEARER),
            Mode.BASIC, List.of(Credential.PERSON, Credential.NAMED, Credential.RIGHT_PASSWORD),
            Mode.ADDRESSES, List.of(Credential.PERSON, Credential.LISTED_ADDRESS),
            Mode.OPEN, List.of(Credential.values()));

    private DeviceUrl url(Mode mode, boolean enabled, Optional<Instant> expires, int epoch) {
        return new DeviceUrl(
                fleet.tenant,
                new UrlId(new java.util.UUID(1, mode.ordinal())),
                device.id(),
                new Slug("abcdefghij23456" + (char) ('a' + mode.ordinal())),
                new UrlTarget(80, UrlTarget.Transport.HTTP, Optional.empty()),
                mode.mode,
                enabled,
                expires,
                epoch);
    }

    private DeviceUrl put(DeviceUrl url) {
        fleet.writer.url(url);
        fleet.published();
        return url;
    }

    private String pass(UrlPass.Kind kind, UrlId url, int epoch, Duration left, Visitor visitor) {
        return passes.sign(new UrlPass(kind, url, epoch, fleet.clock.now().plus(left), visitor, "n"));
    }

    private UrlGate.Verdict judge(DeviceUrl url, Credential credential) {
        Visitor person = new Visitor.Person(UserId.random(), SessionId.random());
        Duration hour = Duration.ofHours(1);
        UrlPass.Kind kind = UrlPass.Kind.PASS;
        Optional<String> pass = switch (credential) {
            case PERSON, FOREIGN_PERSON -> Optional.of(pass(kind, url.id(), 2, hour, person));
            case BEARER -> Optional.of(pass(kind, url.id(), 2, hour, new Visitor.Bearer("l")));
            case OTHER_BEARER -> Optional.of(pass(kind, UrlId.random(), 2, hour, new Visitor.Bearer("l")));
            case NAMED -> Optional.of(pass(kind, url.id(), 2, hour, new Visitor.Named("ada")));
            case EXPIRED_PERSON -> Optional.of(pass(kind, url.id(), 2, Duration.ZERO, person));
            case EARLIER_EPOCH -> Optional.of(pass(kind, url.id(), 1, hour, person));
            case OTHER_URL -> Optional.of(pass(kind, UrlId.random(), 2, hour, person));
            case UNUSED_LINK -> Optional.of(pass(UrlPass.Kind.LINK, url.id(), 2, hour, new Visitor.Bearer("l")));
            case ENTRY -> Optional.of(pass(UrlPass.Kind.ENTRY, url.id(), 2, hour, person));
            case FORGED -> Optional.of(pass(kind, url.id(), 2, hour, person).replace(".2.", ".3."));
            case NONE, RIGHT_PASSWORD, WRONG_PASSWORD, LISTED_ADDRESS, FOREIGN_PASSWORD -> Optional.empty();
        };
        Optional<String> authorization = switch (credential) {
            case RIGHT_PASSWORD, FOREIGN_PASSWORD -> Optional.of(basic("ada:secret"));
            case WRONG_PASSWORD -> Optional.of(basic("ada:Secret"));
            default -> Optional.empty();
        };
        boolean foreign = credential == Credential.FOREIGN_PERSON || credential == Credential.FOREIGN_PASSWORD;
        String address = credential == Credential.LISTED_ADDRESS ? HERE : ELSEWHERE;
        UrlLabel label = UrlLabel.parse(url.label()).orElseThrow();
        return gate.judge(new UrlGate.Asking(label, pass, authorization, address, foreign));
    }

    private static String basic(String credentials) {
        return "basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static String said(UrlGate.Verdict verdict) {
        return verdict.getClass().getSimpleName();
    }

    private static String refusal(Mode mode, Credential credential) {
        boolean hadLink = credential == Credential.BEARER || credential == Credential.UNUSED_LINK;
        return switch (mode) {
            case BASIC -> "AskPassword";
            case LINK -> hadLink ? "Ended" : "NotKnown";
            case PRIVATE, ADDRESSES, OPEN -> "NotKnown";
        };
    }

    @Test
    void each_mode_lets_in_whom_it_says_and_nobody_else() {
        for (Mode mode : Mode.values()) {
            DeviceUrl url = put(url(mode, true, Optional.of(fleet.clock.now().plusSeconds(60)), 2));
            for (Credential credential : Credential.values()) {
                boolean in = LETS_IN.getOrDefault(mode, List.of()).contains(credential);
                assertThat(said(judge(url, credential)))
                        .as(mode + " " + credential)
                        .isEqualTo(in ? "Admitted" : refusal(mode, credential));
            }
        }
    }

    private enum State {
        OFF,
        EXPIRED,
        DELETED,
        REJECTED,
        DECOMMISSIONED,
        SUSPENDED,
        OTHER_PORT
    }

    private DeviceUrl in(Mode mode, State state) {
        DeviceUrl open = url(mode, true, Optional.empty(), 2);
        put(open);
        return switch (state) {
            case OFF -> put(url(mode, false, Optional.empty(), 2));
            case EXPIRED -> put(url(mode, true, Optional.of(fleet.clock.now()), 2));
            case DELETED -> {
                fleet.writer.urlGone(open.id());
                yield open;
            }
            case REJECTED -> {
                fleet.writer.notAccepted(fleet.tenant, device.id());
                yield open;
            }
            case DECOMMISSIONED -> {
                fleet.writer.revoked(fleet.tenant, device.id());
                yield open;
            }
            case SUSPENDED -> {
                tenant(false);
                yield open;
            }
            case OTHER_PORT ->
                new DeviceUrl(
                        open.tenant(),
                        open.id(),
                        open.device(),
                        open.slug(),
                        new UrlTarget(81, UrlTarget.Transport.HTTP, Optional.empty()),
                        open.mode(),
                        true,
                        Optional.empty(),
                        2);
        };
    }

    private void tenant(boolean active) {
        fleet.writer.tenant(
                new ImageTenant(fleet.tenant, "default", active, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        fleet.published();
    }

    @Test
    void what_is_closed_is_closed_to_everybody_and_looks_as_if_it_had_never_been() {
        for (State state : State.values()) {
            for (Mode mode : Mode.values()) {
                UrlGateTest fresh = new UrlGateTest();
                DeviceUrl url = fresh.in(mode, state);
                for (Credential credential : Credential.values()) {
                    boolean hadLink = credential == Credential.BEARER || credential == Credential.UNUSED_LINK;
                    // Of a name that is gone nobody can tell whose link led there.
                    boolean told = hadLink && state != State.DELETED && state != State.DECOMMISSIONED;
                    assertThat(said(fresh.judge(url, credential)))
                            .as(state + " " + mode + " " + credential)
                            .isEqualTo(told ? "Ended" : "NotKnown");
                }
            }
        }
    }

    @Test
    void with_a_link_of_another_url_nobody_learns_which_names_there_are() {
        for (Mode mode : List.of(Mode.PRIVATE, Mode.LINK, Mode.ADDRESSES)) {
            List<String> heard = new java.util.ArrayList<>();
            heard.add(said(judge(url(mode, true, Optional.empty(), 2), Credential.OTHER_BEARER))); // there is none
            heard.add(said(judge(put(url(mode, true, Optional.empty(), 2)), Credential.OTHER_BEARER)));
            heard.add(said(judge(put(url(mode, false, Optional.empty(), 2)), Credential.OTHER_BEARER)));
            assertThat(heard).as(mode.name()).containsExactly("NotKnown", "NotKnown", "NotKnown");
        }
    }

    @Test
    void who_is_in_stays_while_the_url_is_what_it_was() {
        Visitor person = new Visitor.Person(UserId.random(), SessionId.random());
        for (State state : State.values()) {
            UrlGateTest fresh = new UrlGateTest();
            DeviceUrl before = fresh.put(fresh.url(Mode.PRIVATE, true, Optional.empty(), 2));
            assertThat(fresh.gate.stands(before, person)).isTrue();
            DeviceUrl now = fresh.in(Mode.PRIVATE, state);
            if (state != State.OTHER_PORT) {
                assertThat(fresh.gate.stands(before, person)).as(state.name()).isFalse();
            }
            assertThat(now.id()).isEqualTo(before.id());
        }
    }

    @Test
    void a_pass_is_read_as_it_was_signed_and_not_at_all_when_a_letter_of_it_is_another() {
        for (Visitor visitor : List.of(
                new Visitor.Person(UserId.random(), SessionId.random()),
                new Visitor.Bearer("abc"),
                new Visitor.Named("zoë.b_c"),
                new Visitor.Stranger("2001:db8::1"))) {
            UrlPass pass = new UrlPass(
                    UrlPass.Kind.PASS,
                    UrlId.random(),
                    3,
                    Instant.ofEpochSecond(2_000_000_000),
                    visitor,
                    passes.nonce());
            String text = passes.sign(pass);
            assertThat(passes.read(text)).contains(pass);
            assertThat(text).matches("[A-Za-z0-9._-]+");
            for (int i = 0; i < text.length(); i++) {
                char other = text.charAt(i) == '1' ? '2' : '1';
                // The last letter of a base 64 text has bits that say nothing; the text itself is compared.
                assertThat(passes.read(text.substring(0, i) + other + text.substring(i + 1)))
                        .as(text + " at " + i)
                        .isEmpty();
            }
        }
        assertThat(passes.read("")).isEmpty();
        assertThat(passes.read(".......")).isEmpty();
    }
}
