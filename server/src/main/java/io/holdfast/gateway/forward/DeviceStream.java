package io.holdfast.gateway.forward;

/**
 * A connection that a device made, as bytes both ways. Confined to the loop it was opened on. Both directions have back-pressure by
 * counting: who writes stops when told, and a device sends no more than {@link #WINDOW} that was not {@link #taken}.
 */
public interface DeviceStream {
    /** What may be on its way in one direction and not yet taken: 64 KiB carry 6 MB/s over a round trip of 10 ms. */
    int WINDOW = 64 << 10;

    /**
     * Sends bytes, in order; the caller gives the array away. False when {@link #WINDOW} or more of them wait: then no more is to be
     * written before {@link StreamListener#room}. Written to a stream that has ended, they are lost.
     */
    boolean write(byte[] bytes);

    /** Of what the listener was given, so many bytes have gone on. */
    void taken(int bytes);

    /** Ends the stream at once; bytes that wait are lost, and the listener is told nothing more. */
    void close();
}
