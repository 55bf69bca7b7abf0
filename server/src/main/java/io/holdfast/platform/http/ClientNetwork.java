package io.holdfast.platform.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The network that a request came from, for counting by it: an IPv4 address, or the first 64 bits of an IPv6 one, because one customer
 * of a provider has all the rest. Behind a proxy it is the proxy's.
 *
 * @param key hexadecimal; what is no address, as it was given
 */
public record ClientNetwork(String key) {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_NETWORK_BYTES = 8;

    /** Of a connection that does not say where it comes from. */
    public static final ClientNetwork UNKNOWN = new ClientNetwork("");

    /** Of an address as it is written. */
    public static ClientNetwork of(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return new ClientNetwork(HexFormat.of()
                    .formatHex(bytes.length == IPV4_BYTES ? bytes : Arrays.copyOf(bytes, IPV6_NETWORK_BYTES)));
        } catch (IllegalArgumentException noAddress) {
            return new ClientNetwork(address);
        }
    }
}
