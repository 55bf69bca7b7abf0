package io.holdfast.wire.mux;

import java.util.Locale;

/** What a peer did that it must not: its link ends, with the name in the reason. */
public enum MuxFault {
    /** A frame beyond {@link MuxLimits#FRAME_MAX}. */
    TOO_LONG,
    /** A type that there is not. */
    UNKNOWN_TYPE,
    /** No header, a stream of no number, or a content that its type does not have. */
    MALFORMED,
    /** A frame that the stream's state does not allow, or of a stream that never was. */
    OUT_OF_PLACE,
    /** Data for which there was no credit. */
    BEYOND_CREDIT,
    /** Credit beyond {@link MuxLimits#WINDOW_MAX}. */
    TOO_MUCH_CREDIT,
    /** More streams at a time than {@link MuxLimits#STREAMS_MAX}. */
    TOO_MANY_STREAMS,
    /** The peer causes answers and does not read them. */
    FLOOD;

    /** As in the reason with which a link ends. */
    public String label() {
        return "mux " + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
