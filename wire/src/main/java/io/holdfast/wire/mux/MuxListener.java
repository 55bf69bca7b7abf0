package io.holdfast.wire.mux;

import io.holdfast.wire.link.Payload;

/** Who uses a stream. Called on the link's thread, where nothing may block. */
public interface MuxListener {

    /** The other side accepted: only for whom asked for it. */
    default void accepted() {}

    /** Bytes came; to be {@linkplain MuxStream#taken given back} as credit when they were taken away. */
    void data(Payload bytes);

    /** {@link MuxStream#send} finds room again. */
    default void room() {}

    /** The other side has sent everything; this side may go on. */
    void ended();

    /** The stream is over by no doing of this side: told once, and nothing after it. */
    void over(ResetCode code, String text);
}
