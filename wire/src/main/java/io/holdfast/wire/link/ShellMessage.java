package io.holdfast.wire.link;

import java.util.Optional;

/** A terminal on the device. */
public sealed interface ShellMessage extends LinkMessage {

    @Override
    default LinkProtocol protocol() {
        return LinkProtocol.SHELL;
    }

    /**
     * Starts the session's shell.
     *
     * @param size without it the device's own default
     * @param userId the device counts shells by it and refuses a second one of the same
     */
    record New(Optional<TerminalSize> size, String userId) implements ShellMessage, ToDevice {
        @Override
        public String type() {
            return "new";
        }
    }

    /** Answers {@link New}: the shell runs, or why it does not. */
    record Started(ReplyStatus status, String text) implements ShellMessage, FromDevice {
        @Override
        public String type() {
            return "new";
        }
    }

    /** Keystrokes there, output back; from a device with {@link ReplyStatus#ERROR} the text of what went wrong. */
    record Data(ReplyStatus status, Payload bytes) implements ShellMessage, ToDevice, FromDevice {
        /** Keystrokes or output. */
        public static Data of(Payload bytes) {
            return new Data(ReplyStatus.NORMAL, bytes);
        }

        @Override
        public String type() {
            return "shell";
        }
    }

    /** The window has another size now. */
    record Resize(TerminalSize size) implements ShellMessage, ToDevice {
        @Override
        public String type() {
            return "resize";
        }
    }

    /** Ends the shell. The device does nothing else for up to 4 s. */
    record Stop() implements ShellMessage, ToDevice {
        @Override
        public String type() {
            return "stop";
        }
    }

    /** Answers {@link Stop}, or says that the shell ended by itself. */
    record Ended(ReplyStatus status, String text) implements ShellMessage, FromDevice {
        @Override
        public String type() {
            return "stop";
        }
    }

    /** Asks whether somebody is still there; without a {@link Pong} within so many seconds the device ends the shell. */
    record Ping(long timeoutSeconds) implements ShellMessage, FromDevice {
        @Override
        public String type() {
            return "ping";
        }
    }

    /** Answers a {@link Ping}, once: a second one would block the agent's only loop for ever. */
    record Pong() implements ShellMessage, ToDevice {
        @Override
        public String type() {
            return "pong";
        }
    }
}
