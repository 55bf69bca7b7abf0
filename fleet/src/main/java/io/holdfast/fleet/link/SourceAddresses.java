package io.holdfast.fleet.link;

import io.holdfast.platform.dice.Dice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Loopback addresses from which a herd connects. A server sees many devices behind many addresses, and an address has 28,000 ports of
 * which every connection closed in the last minute still holds one: a herd on one address measures the ports it has run out of. Each
 * herd therefore begins at an address of its own.
 */
final class SourceAddresses {
    /** About what a carrier's address translation puts behind one address. */
    static final int LINKS_PER_ADDRESS = 250;

    /** 127.1.0.0 to 127.254.255.255: the services of a machine are on 127.0. */
    private static final int FROM = 127 << 24 | 1 << 16;

    private static final int COUNT = 254 << 16;

    private final int first;

    SourceAddresses(Dice dice) {
        this.first = dice.below(COUNT);
    }

    /** Where a link connects from, any port. */
    InetSocketAddress of(int link) {
        int address = FROM + (first + link / LINKS_PER_ADDRESS) % COUNT;
        byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
        } catch (UnknownHostException fourBytesAreAnAddress) {
            throw new IllegalStateException(fourBytesAreAnAddress);
        }
    }
}
