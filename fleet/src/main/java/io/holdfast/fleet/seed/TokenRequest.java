package io.holdfast.fleet.seed;

import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A request that is encoded once and sent with many devices' tokens. */
public final class TokenRequest {
    private static final String MARK = "@token@";

    private final byte[] before;
    private final byte[] after;

    private TokenRequest(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
    }

    public static TokenRequest of(MenderEncoding encoding, DeviceRequest request) {
        byte[] whole = encoding.encode(request, MARK);
        int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf(MARK);
        return new TokenRequest(Arrays.copyOf(whole, at), Arrays.copyOfRange(whole, at + MARK.length(), whole.length));
    }

    public void write(TokenTable tokens, int device, ByteBuf out) {
        out.writeBytes(before);
        tokens.write(device, out);
        out.writeBytes(after);
    }
}
