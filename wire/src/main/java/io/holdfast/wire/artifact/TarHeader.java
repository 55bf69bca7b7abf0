package io.holdfast.wire.artifact;

import java.nio.charset.StandardCharsets;

/** One block of 512 bytes before an entry: POSIX ustar, and what Go's and GNU's writers make of it. */
record TarHeader(String name, long size, long modifiedSeconds, Kind kind) {
    static final int BLOCK = 512;

    enum Kind {
        FILE,
        EXTENDED,
        OTHER
    }

    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;

    static TarHeader parse(byte[] block) {
        if (!text(block, 257, 5).equals("ustar") || number(block, CHECKSUM_AT, CHECKSUM_LENGTH) != checksum(block)) {
            throw ArtifactRefused.notAnArtifact();
        }
        String name = text(block, 0, 100);
        // GNU's variant ("ustar " with a space) keeps other things where POSIX has the prefix.
        String prefix = block[262] == 0 ? text(block, 345, 155) : "";
        Kind kind = switch (block[156]) {
            case '0', 0 -> Kind.FILE;
            case 'x' -> Kind.EXTENDED;
            default -> Kind.OTHER;
        };
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name, number(block, 124, 12), number(block, 136, 12), kind);
    }

    static boolean zero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static long checksum(byte[] block) {
        long sum = (long) CHECKSUM_LENGTH * ' ';
        for (int i = 0; i < BLOCK; i++) {
            if (i < CHECKSUM_AT || i >= CHECKSUM_AT + CHECKSUM_LENGTH) {
                sum += block[i] & 255;
            }
        }
        return sum;
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }

    /** Octal digits, or binary when the first bit is set: GNU's form for what octal cannot hold. */
    private static long number(byte[] block, int from, int length) {
        if ((block[from] & 0x80) != 0) {
            return binary(block, from, length);
        }
        long number = 0;
        for (char c : text(block, from, length).strip().toCharArray()) {
            if (c < '0' || c > '7') {
                throw ArtifactRefused.notAnArtifact();
            }
            number = number << 3 | (c - '0');
        }
        return number;
    }

    private static long binary(byte[] block, int from, int length) {
        long number = block[from] & 0x7f;
        for (int i = from + 1; i < from + length; i++) {
            if (number >>> 54 != 0) {
                throw ArtifactRefused.notAnArtifact();
            }
            number = number << 8 | (block[i] & 255);
        }
        return number;
    }
}
