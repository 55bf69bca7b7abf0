package io.holdfast.access;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.Refusal;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hashes passwords with Argon2id. At most so many at a time, because each takes memory and a core; who finds no place within
 * a second is refused with 503, so that a flood of sign-ins cannot take the machine from the devices.
 */
public final class PasswordHasher {

    /** The cost of one hash. */
    public record Cost(int memoryKib, int passes, int lanes) {
        /** OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane. */
        public static final Cost OWASP = new Cost(19 * 1024, 2, 1);
    }

    /** Two hashes at a time: 38 MiB, and at least half of a four-core machine for others. */
    public static final int AT_ONCE = 2;

    private static final Duration WAIT_MAX = Duration.ofSeconds(1);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Refusal BUSY = new Refusal(
            503, "password.busy", "Too many passwords are being checked at this moment. Try again in a few seconds.");

    private final Cost cost;
    private final Dice dice;
    private final Semaphore places;
    private final PasswordHash nobodys;

    /** The dice must be {@linkplain Dice#secure() secure}. */
    public PasswordHasher(Cost cost, int atOnce, Dice dice) {
        this.cost = cost;
        this.dice = dice;
        this.places = new Semaphore(atOnce, true);
        this.nobodys = new PasswordHash(phc(cost, dice.bytes(SALT_BYTES), dice.bytes(HASH_BYTES)));
    }

    /** A hash with a new salt. Throws {@code RefusedException}, 503, when all places are taken. */
    PasswordHash hash(Password password) {
        byte[] salt = dice.bytes(SALT_BYTES);
        return new PasswordHash(phc(
                cost,
                salt,
                run(() -> function(cost).hash(password.bytes(), salt).getBytes())));
    }

    /** Whether the password is the one hashed. Throws as {@link #hash}. */
    boolean matches(Password password, PasswordHash hash) {
        Argon2Function function = Argon2Function.getInstanceFromHash(hash.phc());
        return run(() ->
                function.check(password.bytes(), hash.phc().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    /** Takes as long as {@link #matches}, so that an unknown address cannot be told from a wrong password. */
    void matchNobody(Password password) {
        matches(password, nobodys);
    }

    /** Whether the hash was made at another cost than today's. */
    boolean outdated(PasswordHash hash) {
        return !hash.phc().startsWith(parameters(cost));
    }

    private <T> T run(java.util.function.Supplier<T> work) {
        try {
            if (!places.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw BUSY.exception();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw BUSY.exception();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private static Argon2Function function(Cost cost) {
        return Argon2Function.getInstance(cost.memoryKib, cost.passes, cost.lanes, HASH_BYTES, Argon2.ID);
    }

    private static String phc(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return parameters(cost) + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static String parameters(Cost cost) {
        return "$argon2id$v=19$m=" + cost.memoryKib + ",t=" + cost.passes + ",p=" + cost.lanes + "$";
    }
}
