package io.holdfast.wire.mux;

/** How much of everything there may be on a link. Both sides hold each other to it. */
public final class MuxLimits {
    /** Of one data frame: at 1 MB/s a keystroke waits 16 ms for the frame before it. */
    public static final int DATA_MAX = 16 << 10;

    /** Type and stream. */
    public static final int HEADER_BYTES = 5;

    /** A whole frame, which is one WebSocket message. */
    public static final int FRAME_MAX = HEADER_BYTES + DATA_MAX;

    /** What a side lets the other send of a stream before it has taken any of it: 5 MB/s over a round trip of 50 ms. */
    public static final int WINDOW = 256 << 10;

    /** Less would let two full frames exhaust it, and who waits for more credit would wait for ever. */
    public static final int WINDOW_MIN = 64 << 10;

    /** The same of a connection that the server has the device make: of those there are many, and a page's reader may be slow. */
    public static final int CONNECTION_WINDOW = WINDOW_MIN;

    /** No side may owe the other more than this. */
    public static final int WINDOW_MAX = 1 << 20;

    /** Streams of a link at a time, those that still settle among them: a page of 40 resources, three times over. */
    public static final int STREAMS_MAX = 128;

    /** Bytes of a stream that wait for credit or for their turn; who sends waits beyond it. */
    public static final int QUEUE_MAX = 64 << 10;

    /** Frames without data that wait for a peer that does not read: eight a stream. */
    public static final int CONTROL_FRAMES_MAX = 8 * STREAMS_MAX;

    /** Bytes of the text of a reset. */
    public static final int TEXT_BYTES_MAX = 512;

    /** Ids are positive. */
    static final int ID_MAX = Integer.MAX_VALUE;

    private MuxLimits() {}
}
