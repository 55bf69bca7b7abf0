package io.holdfast.gateway.url;

import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.exposure.UrlId;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Signs passes to device URLs and reads them again, from memory, with the cell's keys: any node believes what another has signed. A
 * pass is of letters that a cookie and a path take: {@code kind.url.epoch.end.visitor.nonce.key.signature}.
 */
public final class UrlPasses {
    private static final int PARTS = 8;
    private static final int NONCE_BYTES = 10;

    /** The longest visitor's name is 64 characters, each of at most four bytes, in base 64. */
    private static final int CHARS_MAX = 640;

    private final Supplier<TokenKey> signing;
    private final KeyLookup verifying;
    private final Dice dice;

    /** Keys are asked for at each use, because they rotate. */
    public UrlPasses(Supplier<TokenKey> signing, KeyLookup verifying, Dice dice) {
        this.signing = signing;
        this.verifying = verifying;
        this.dice = dice;
    }

    /** A nonce for a new pass. */
    public String nonce() {
        return HexFormat.of().formatHex(dice.bytes(NONCE_BYTES));
    }

    /** The pass as text. */
    public String sign(UrlPass pass) {
        TokenKey key = signing.get();
        String text = pass.kind().letter() + "." + pass.url() + "." + pass.epoch() + "."
                + pass.expires().getEpochSecond() + "." + written(pass.visitor()) + "." + pass.nonce() + "."
                + key.keyId();
        return text + "." + signature(key, text);
    }

    private static String signature(TokenKey key, String text) {
        byte[] mac = key.sign(("device-url\n" + text).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** The pass that the text is, expired or not; empty when a node of this cell did not sign it, or with a key that is gone. */
    public Optional<UrlPass> read(String text) {
        String[] parts = text.length() > CHARS_MAX ? new String[0] : text.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            Optional<TokenKey> key = verifying.key(Integer.parseInt(parts[PARTS - 2]));
            String signed = text.substring(0, text.lastIndexOf('.'));
            boolean ours = key.isPresent()
                    && MessageDigest.isEqual(
                            signature(key.get(), signed).getBytes(StandardCharsets.UTF_8),
                            parts[PARTS - 1].getBytes(StandardCharsets.UTF_8));
            return ours ? kind(parts[0]).flatMap(kind -> read(kind, parts)) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<UrlPass.Kind> kind(String letter) {
        for (UrlPass.Kind kind : UrlPass.Kind.values()) {
            if (letter.equals(String.valueOf(kind.letter()))) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private static Optional<UrlPass> read(UrlPass.Kind kind, String[] parts) {
        return UrlId.parse(parts[1])
                .flatMap(url -> visitor(parts[4])
                        .map(visitor -> new UrlPass(
                                kind,
                                url,
                                Integer.parseInt(parts[2]),
                                Instant.ofEpochSecond(Long.parseLong(parts[3])),
                                visitor,
                                parts[5])));
    }

    private static String written(Visitor visitor) {
        return switch (visitor) {
            case Visitor.Person person -> "u_" + person.user() + "_" + person.session();
            case Visitor.Bearer bearer -> "l_" + bearer.link();
            case Visitor.Named named -> "n_" + encoded(named.user());
            case Visitor.Stranger stranger -> "a_" + encoded(stranger.address());
        };
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Visitor> visitor(String text) {
        if (text.length() < 2) {
            return Optional.empty();
        }
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'u' -> person(rest.split("_", -1));
            case 'l' -> Optional.of(new Visitor.Bearer(rest));
            case 'n' -> Optional.of(new Visitor.Named(decoded(rest)));
            case 'a' -> Optional.of(new Visitor.Stranger(decoded(rest)));
            default -> Optional.empty();
        };
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }

    private static Optional<Visitor> person(String[] ids) {
        return ids.length == 2
                ? UserId.parse(ids[0])
                        .flatMap(user -> SessionId.parse(ids[1]).map(session -> new Visitor.Person(user, session)))
                : Optional.empty();
    }
}
