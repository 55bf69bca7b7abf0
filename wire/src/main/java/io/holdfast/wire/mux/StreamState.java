package io.holdfast.wire.mux;

/** Where one side is with a stream, and what the other may say to it there. */
enum StreamState {
    /** Asked for; not answered. */
    OPENING,
    /** The other side asked; not answered. */
    ASKED,
    /** Bytes go both ways. */
    OPEN,
    /** This side has sent everything. */
    ENDED_HERE,
    /** The other side has sent everything. */
    ENDED_THERE,
    /** This side has given it up; what the other sent before it knew still comes. */
    RESETTING,
    /** The same, after this side had sent everything: the other side's end may cross the reset. */
    RESETTING_ENDED,
    /** No frame is sent for it any more; what crossed its end is harmless. */
    GONE;

    /** What becomes of a frame. */
    enum Verdict {
        TAKEN,
        /** Of no use any more, and lawful. */
        IGNORED,
        /** The peer broke the protocol. */
        ILLEGAL
    }

    record Step(Verdict verdict, StreamState next) {}

    private Step taken(StreamState next) {
        return new Step(Verdict.TAKEN, next);
    }

    private Step ignored() {
        return new Step(Verdict.IGNORED, this);
    }

    private Step illegal() {
        return new Step(Verdict.ILLEGAL, this);
    }

    /** A frame came. */
    Step received(FrameType type) {
        return switch (this) {
            case OPENING ->
                switch (type) {
                    case ACCEPT -> taken(OPEN);
                    case RESET -> taken(GONE);
                    case OPEN, DATA, CREDIT, CLOSE -> illegal();
                };
            case ASKED -> type == FrameType.RESET ? taken(GONE) : illegal();
            case OPEN ->
                switch (type) {
                    case DATA, CREDIT -> taken(this);
                    case CLOSE -> taken(ENDED_THERE);
                    case RESET -> taken(GONE);
                    case OPEN, ACCEPT -> illegal();
                };
            case ENDED_HERE ->
                switch (type) {
                    case DATA -> taken(this);
                    case CREDIT -> ignored();
                    case CLOSE, RESET -> taken(GONE);
                    case OPEN, ACCEPT -> illegal();
                };
            case ENDED_THERE ->
                switch (type) {
                    case CREDIT -> taken(this);
                    case RESET -> taken(GONE);
                    case OPEN, ACCEPT, DATA, CLOSE -> illegal();
                };
            case RESETTING -> resetting(type, this);
            case RESETTING_ENDED -> resetting(type, GONE);
            case GONE ->
                switch (type) {
                    case CREDIT, RESET -> ignored();
                    case OPEN, ACCEPT, DATA, CLOSE -> illegal();
                };
        };
    }

    private Step resetting(FrameType type, StreamState afterClose) {
        return switch (type) {
            case RESET -> taken(GONE);
            case CLOSE -> new Step(Verdict.IGNORED, afterClose);
            case ACCEPT, DATA, CREDIT -> ignored();
            case OPEN -> illegal();
        };
    }

    /** Whether this side may still send bytes. */
    boolean sends() {
        return this == OPEN || this == ENDED_THERE;
    }

    /** This side sent its end. */
    StreamState ended() {
        return this == ENDED_THERE ? GONE : ENDED_HERE;
    }

    /** This side sent a reset. */
    StreamState reset() {
        return this == ENDED_HERE ? RESETTING_ENDED : RESETTING;
    }
}
