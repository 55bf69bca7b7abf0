package io.holdfast.gateway.terminal;

import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who watches a running terminal beside its own person. They see what it shows from then on and its size; its person reads a line when
 * one comes and when one goes. Confined to the person's event loop, but for the methods that say otherwise.
 */
public final class Audience {
    /** A colleague, a teacher, an auditor and one more; each costs the terminal's loop a message for each that it shows. */
    public static final int MAX = 4;

    private final Person person;
    private final LiveSession session;
    private final Set<Spectator> spectators = new LinkedHashSet<>();
    private volatile int count;
    private TerminalSize size;
    private boolean over;

    Audience(Person person, LiveSession session, TerminalSize size) {
        this.person = person;
        this.session = session;
        this.size = size;
    }

    /** What they watch. From any thread. */
    public LiveSession session() {
        return session;
    }

    /** Whether one more may watch; who comes at the same moment may be sent away. From any thread. */
    public boolean hasRoom() {
        return count < MAX;
    }

    /** Shows somebody the terminal from now on, or sends him away. From any thread. */
    public void join(Spectator spectator) {
        person.loop().execute(() -> joined(spectator));
    }

    /** Shows him nothing any more. From any thread. */
    public void leave(Spectator spectator) {
        person.loop().execute(() -> left(spectator));
    }

    private void joined(Spectator spectator) {
        if (over) {
            spectator.ended(Farewell.DONE);
        } else if (!hasRoom()) {
            spectator.ended(Farewell.TOO_MANY);
        } else {
            spectators.add(spectator);
            count = spectators.size();
            spectator.shown(packed(new ShellMessage.Resize(size)));
            note(spectator.name() + " watches this terminal");
        }
    }

    private void left(Spectator spectator) {
        if (spectators.remove(spectator)) {
            count = spectators.size();
            if (!over) {
                note(spectator.name() + " watches no longer");
            }
        }
    }

    /** A line on his screen is what every tool shows. It is no output of the device, and in no recording. */
    private void note(String text) {
        byte[] line = ("\r\n[" + text + "]\r\n").getBytes(StandardCharsets.UTF_8);
        person.tell(session.id().toString(), ShellMessage.Data.of(Payload.of(line)));
    }

    /** The terminal showed this, or says that it ended. */
    void told(LinkMessage message) {
        if (!spectators.isEmpty()) {
            byte[] packed = packed(message);
            List.copyOf(spectators).forEach(spectator -> spectator.shown(packed));
        }
    }

    /** The terminal has another size now. */
    void resized(TerminalSize changed) {
        size = changed;
        told(new ShellMessage.Resize(changed));
    }

    /** The terminal is over, or its person is gone. */
    void end() {
        over = true;
        List<Spectator> last = List.copyOf(spectators);
        spectators.clear();
        count = 0;
        last.forEach(spectator -> spectator.ended(Farewell.DONE));
    }

    private byte[] packed(LinkMessage message) {
        return LinkWriter.write(session.id().toString(), message);
    }
}
