package io.holdfast.gateway.history;

import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Plays a recording over a WebSocket as the terminal's own messages, one after the other with a pause between. */
public final class Playback implements PersonChannel.Receiver {
    private static final Logger log = LoggerFactory.getLogger(Playback.class);

    /** Messages on their way to the person. */
    private static final int UNREAD_MAX = 16;

    private final String sessionId;
    private final PersonChannel channel;
    private final Source recording;
    private final Duration pause;
    private final Semaphore room = new Semaphore(UNREAD_MAX);
    private final Thread thread = Thread.ofVirtual().name("playback").unstarted(this::run);

    /** Opens the recording. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    private Playback(String sessionId, PersonChannel channel, Source recording, Duration pause) {
        this.sessionId = sessionId;
        this.channel = channel;
        this.recording = recording;
        this.pause = pause;
    }

    /** Begins to play. */
    public static Playback start(String sessionId, PersonChannel channel, Source recording, Duration pause) {
        Playback playback = new Playback(sessionId, channel, recording, pause);
        playback.thread.start();
        return playback;
    }

    private void run() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(recording.open(), StandardCharsets.UTF_8))) {
            String header = lines.readLine();
            if (header != null) {
                JsonNode size = Json.tree(header);
                play(new ShellMessage.Resize(TerminalSize.clamped(
                        size.path("height").asInt(1), size.path("width").asInt(1))));
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                play(line);
            }
            channel.close(Farewell.DONE);
        } catch (IOException | RuntimeException failed) {
            log.atWarn().addKeyValue("session", sessionId).setCause(failed).log("a recording could not be played");
            channel.close(Farewell.deviceGone("the recording cannot be read"));
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
        }
    }

    private void play(String line) throws InterruptedException {
        JsonNode event = Json.tree(line);
        String data = event.path(2).asString("");
        switch (event.path(1).asString("")) {
            case "o" -> {
                for (Payload chunk :
                        Payload.of(data.getBytes(StandardCharsets.UTF_8)).chunks()) {
                    play(ShellMessage.Data.of(chunk));
                }
                Thread.sleep(pause);
            }
            case "r" -> {
                String[] sides = data.split("x", 2);
                play(new ShellMessage.Resize(TerminalSize.clamped(Long.parseLong(sides[1]), Long.parseLong(sides[0]))));
            }
            default -> {}
        }
    }

    private void play(ShellMessage message) throws InterruptedException {
        room.acquire();
        channel.send(LinkWriter.write(sessionId, message), room::release);
    }

    /** Nothing is asked of a recording. */
    @Override
    public void message(byte[] message) {}

    @Override
    public void heard() {}

    @Override
    public void closed() {
        thread.interrupt();
    }
}
