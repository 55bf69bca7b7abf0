package io.holdfast.exposure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Addresses that begin alike, as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; a bare address is itself alone. */
public record Network(String text) {
    /** What no name has: so that nothing here is ever looked up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]{2,45}");

    private static final int IPV6_BYTES = 16;

    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    public Network {
        if (Bits.of(text).isEmpty()) {
            throw new IllegalArgumentException("not a network");
        }
    }

    /** Reads one; empty when the text is none. */
    public static Optional<Network> parse(String text) {
        return Bits.of(text).isPresent() ? Optional.of(new Network(text)) : Optional.empty();
    }

    /** Whether the address, without brackets or zone, lies in it. */
    public boolean contains(String address) {
        return Bits.of(text)
                .flatMap(ours -> Bits.of(address).map(theirs -> ours.contains(theirs)))
                .orElse(false);
    }

    /** The address itself; of IPv6 its /64, of which one machine has every address that it likes. */
    public static String neighbourhood(String address) {
        return Bits.of(address)
                .filter(bits -> bits.address().length == IPV6_BYTES)
                .map(bits -> bits.first(IPV6_BYTES / 2) + "::/64")
                .orElse(address);
    }

    private record Bits(byte[] address, int prefix) {
        static Optional<Bits> of(String text) {
            int slash = text.indexOf('/');
            String address = slash < 0 ? text : text.substring(0, slash);
            if (!LITERAL.matcher(address).matches() || address.indexOf(':') < 0 && !dotted(address)) {
                return Optional.empty();
            }
            try {
                byte[] bytes = InetAddress.getByName(address).getAddress();
                int most = bytes.length * Byte.SIZE;
                String prefix = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
                return PREFIX.matcher(prefix).matches() && Integer.parseInt(prefix) <= most
                        ? Optional.of(new Bits(bytes, Integer.parseInt(prefix)))
                        : Optional.empty();
            } catch (UnknownHostException malformed) {
                return Optional.empty();
            }
        }

        /** Java reads "10.1" as 10.0.0.1, and people do not. */
        private static boolean dotted(String address) {
            return address.chars().filter(c -> c == '.').count() == 3;
        }

        /** So many bytes from the beginning, as IPv6 is written. */
        String first(int bytes) {
            return IntStream.range(0, bytes / 2)
                    .mapToObj(
                            i -> Integer.toHexString((address[2 * i] & 0xFF) << Byte.SIZE | address[2 * i + 1] & 0xFF))
                    .collect(Collectors.joining(":"));
        }

        boolean contains(Bits other) {
            if (address.length != other.address.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if ((address[bit / Byte.SIZE] & mask) != (other.address[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
