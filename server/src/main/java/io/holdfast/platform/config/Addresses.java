package io.holdfast.platform.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** Addresses to listen on, as a person types them. */
final class Addresses {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    /** Four numbers: the older forms with fewer, which the resolver takes too, are nearly always a port or a slip. */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final Pattern WITH_PORT = Pattern.compile("([^:\\[\\]]+|\\[.*]):[0-9]*");

    private Addresses() {}

    /** The address or host name, or an {@link IllegalArgumentException} whose sentence names what is wrong with it. */
    static String bindable(String text) {
        if (WITH_PORT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' names a port too, which has a setting of its own");
        }
        boolean good = text.contains(":") || NUMBERS.matcher(text).matches()
                ? literal(text)
                : HOST.matcher(text).matches();
        if (!good) {
            throw new IllegalArgumentException("'" + text + "' is neither an address nor a host name");
        }
        return text;
    }

    /** Without the zone, which only this machine's kernel can judge. */
    private static boolean literal(String text) {
        if (text.contains(":") ? text.startsWith("[") : !IPV4.matcher(text).matches()) {
            return false;
        }
        int zone = text.indexOf('%');
        try {
            return !InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone))
                    .getHostAddress()
                    .isEmpty();
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
