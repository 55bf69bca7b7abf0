package io.holdfast.fleet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrimePoolTest {
    private static final byte[] MESSAGE = "who are you".getBytes(StandardCharsets.US_ASCII);

    @Test
    void every_pair_of_primes_is_another_key_that_signs() throws Exception {
        // Given
        Random random = new Random(7);
        List<BigInteger> primes = Stream.generate(() -> BigInteger.probablePrime(256, random))
                .filter(prime -> !prime.mod(RSAKeyGenParameterSpec.F4).equals(BigInteger.ONE))
                .distinct()
                .limit(5)
                .toList();
        PrimePool pool = new PrimePool(primes);

        // When
        Set<String> publicKeys = new HashSet<>();
        for (int n = 0; n < pool.keys(); n++) {
            String pem = pool.key(n).publicPem();
            publicKeys.add(pem);
            assertThat(verifies(pem, pool.key(n).sign(MESSAGE))).isTrue();
        }

        // Then
        assertThat(pool.keys()).isEqualTo(10);
        assertThat(publicKeys).hasSize(10);
    }

    private static boolean verifies(String pem, String signature) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
        check.update(MESSAGE);
        return check.verify(Base64.getDecoder().decode(signature));
    }
}
