package io.holdfast.wire.link;

/** How large messages are. A device closes its link at once when it is sent more. */
public final class LinkLimits {
    /** mender-connect 2.1.0 reads no frame beyond this; 9,100 bytes ended the link with 1009. */
    public static final int TO_DEVICE_MAX = 8192;

    /** What a device itself puts into one chunk; with any header and file name it stays below {@link #TO_DEVICE_MAX}. */
    public static final int CHUNK_MAX = 4096;

    /** Agents send chunks of 4,096 bytes; an error text that quotes a long path is the longest real message. */
    public static final int FROM_DEVICE_MAX = 32 << 10;

    /** A session id is a UUID's 36 characters; so are other ids of the protocol. */
    public static final int ID_CHARS_MAX = 128;

    /** Linux takes no longer path (PATH_MAX), in bytes. */
    public static final int PATH_BYTES_MAX = 4096;

    /** RFC 1035: a host name has at most 253 characters. */
    public static final int HOST_CHARS_MAX = 253;

    /** A terminal wider or higher than this is a mistake or an attempt to make the agent allocate. */
    public static final int TERMINAL_SIDE_MAX = 1000;

    static final int TYPE_CHARS_MAX = 64;

    /** Of a text that explains an error. */
    static final int TEXT_CHARS_MAX = 4096;

    /** Entries of a map; the largest real one has seven. */
    static final int FIELDS_MAX = 64;

    private LinkLimits() {}
}
