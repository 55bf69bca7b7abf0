package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Primes from which distinct RSA-3072 keys are combined: ten thousand real ones would take three hours. Two keys may share a
 * prime, so they protect nothing; to the server that verifies with them they are as costly as any. Made once and kept in the
 * user's cache folder.
 */
final class PrimePool {
    /** Half of the 3,072 bits that mender-client 3.4.0 makes. */
    private static final int PRIME_BITS = 1_536;
    /** 150 primes give 11,175 pairs. */
    private static final int PRIMES = 150;

    private final List<BigInteger> primes;

    PrimePool(List<BigInteger> primes) {
        this.primes = primes;
    }

    /** The pool of this user, made first when there is none: about half a minute. */
    static PrimePool ofUser() {
        Path file = cacheFolder().resolve("rsa-primes-" + PRIME_BITS);
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            return new PrimePool(Files.readAllLines(file).stream()
                    .map(line -> new BigInteger(line, 16))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the cache of primes cannot be used: " + file, e);
        }
    }

    private static Path cacheFolder() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("holdfast");
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        List<String> lines = IntStream.range(0, PRIMES)
                .parallel()
                .mapToObj(i -> prime().toString(16))
                .toList();
        Path whole = Files.createTempFile(
                file.getParent(),
                "primes",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(whole, lines);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** With its two highest bits set, so that a product of two has exactly 3,072 bits; and fit for the usual exponent. */
    private static BigInteger prime() {
        SecureRandom random = new SecureRandom();
        BigInteger prime;
        do {
            prime = BigInteger.probablePrime(PRIME_BITS, random);
        } while (!prime.testBit(PRIME_BITS - 2)
                || prime.mod(RSAKeyGenParameterSpec.F4).equals(BigInteger.ONE));
        return prime;
    }

    /** How many distinct keys there are. */
    int keys() {
        return primes.size() * (primes.size() - 1) / 2;
    }

    /** The n-th key, {@code n} below {@link #keys()}; another pair of primes for each n. */
    DeviceKey key(int n) {
        int first = 0;
        int left = n;
        while (left >= primes.size() - 1 - first) {
            left -= primes.size() - 1 - first;
            first++;
        }
        return DeviceKey.rsaOf(primes.get(first), primes.get(first + 1 + left));
    }
}
