package io.holdfast.fleet.seed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * The tokens of a million devices in little memory: tokens of one key and minute differ only where the ids are and in the
 * signature, so only those bytes are kept for each.
 */
public final class TokenTable {
    /** Tokens looked at to find where they differ; every token is checked against the finding. */
    private static final int SAMPLES = 1_000;
    /** Below 2 GiB an array; 16 MiB pieces need no large free stretch of heap. */
    private static final int PIECE_BYTES = 16 << 20;

    private final byte[] template;
    private final int idsFrom;
    private final int idsTo;
    private final int signatureFrom;
    private final int perToken;
    private final int perPiece;
    private final byte[][] pieces;
    private final int count;

    private TokenTable(int count, byte[] template, int idsFrom, int idsTo) {
        this.count = count;
        this.template = template;
        this.idsFrom = idsFrom;
        this.idsTo = idsTo;
        this.signatureFrom = new String(template, StandardCharsets.US_ASCII).lastIndexOf('.') + 1;
        this.perToken = idsTo - idsFrom + template.length - signatureFrom;
        this.perPiece = PIECE_BYTES / perToken;
        this.pieces = new byte[count / perPiece + 1][perToken * Math.min(perPiece, count)];
    }

    /** Mints tokens 0 to {@code count} − 1; they must be of one length. */
    public static TokenTable of(int count, IntFunction<String> mint) {
        byte[] template = bytes(mint.apply(0));
        int signature = new String(template, StandardCharsets.US_ASCII).lastIndexOf('.');
        int from = signature;
        int to = 0;
        for (int i = 0; i < SAMPLES; i++) {
            byte[] token = bytes(mint.apply((int) ((long) i * (count - 1) / (SAMPLES - 1))));
            for (int at = 0; at < signature; at++) {
                if (token[at] != template[at]) {
                    from = Math.min(from, at);
                    to = Math.max(to, at + 1);
                }
            }
        }
        TokenTable table = new TokenTable(count, template, Math.min(from, to), to);
        for (int i = 0; i < count; i++) {
            table.put(i, bytes(mint.apply(i)));
        }
        return table;
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.US_ASCII);
    }

    private void put(int index, byte[] token) {
        byte[] piece = pieces[index / perPiece];
        int at = index % perPiece * perToken;
        System.arraycopy(token, idsFrom, piece, at, idsTo - idsFrom);
        System.arraycopy(token, signatureFrom, piece, at + idsTo - idsFrom, token.length - signatureFrom);
        if (!text(index).equals(new String(token, StandardCharsets.US_ASCII))) {
            throw new IllegalArgumentException("token " + index + " differs where the others do not");
        }
    }

    public int count() {
        return count;
    }

    /** Appends a token. */
    public void write(int index, ByteBuf out) {
        byte[] piece = pieces[index / perPiece];
        int at = index % perPiece * perToken;
        out.writeBytes(template, 0, idsFrom);
        out.writeBytes(piece, at, idsTo - idsFrom);
        out.writeBytes(template, idsTo, signatureFrom - idsTo);
        out.writeBytes(piece, at + idsTo - idsFrom, template.length - signatureFrom);
    }

    public String text(int index) {
        ByteBuf out = Unpooled.buffer(template.length);
        write(index, out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
