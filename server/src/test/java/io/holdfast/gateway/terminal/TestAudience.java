package io.holdfast.gateway.terminal;

import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.person.Person;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;

/** A terminal that shows what a test wants. */
public final class TestAudience {
    private TestAudience() {}

    public static Audience of(Person person, LiveSession session) {
        return new Audience(person, session, new TerminalSize(24, 80));
    }

    public static void shows(Audience audience, byte[] bytes) {
        audience.told(ShellMessage.Data.of(Payload.of(bytes)));
    }

    public static void ends(Audience audience) {
        audience.end();
    }
}
