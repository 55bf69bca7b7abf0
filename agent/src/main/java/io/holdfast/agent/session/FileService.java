package io.holdfast.agent.session;

import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.ToDevice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Files of one session, one at a time. */
final class FileService implements Service {
    private final FileRules rules;
    private final Speaker speaker;
    private Optional<FileReading> reading = Optional.empty();
    private Optional<FileWriting> writing = Optional.empty();

    FileService(FileRules rules, Speaker speaker) {
        this.rules = rules;
        this.speaker = speaker;
    }

    @Override
    public boolean takes(ToDevice message) {
        return message instanceof FileTransferMessage;
    }

    @Override
    public void take(ToDevice message) throws InterruptedException {
        if (message instanceof FileTransferMessage asked) {
            try {
                take(asked);
            } catch (IOException failed) {
                close();
                say(new FileTransferMessage.Error(words(failed), asked.type()));
            }
        }
    }

    private void take(FileTransferMessage message) throws IOException, InterruptedException {
        switch (message) {
            case FileTransferMessage.Stat stat -> say(FileFacts.of(stat.path(), rules.existing(stat.path())));
            case FileTransferMessage.Get get -> {
                close();
                FileReading begun = FileReading.of(rules.existing(get.path()));
                reading = Optional.of(begun);
                send(begun);
            }
            case FileTransferMessage.Put put -> {
                close();
                writing = Optional.of(FileWriting.to(rules.target(put.path()), put, rules.bytesMax()));
                say(new FileTransferMessage.Ack(0));
            }
            case FileTransferMessage.Chunk chunk -> write(chunk);
            case FileTransferMessage.Ack ack -> {
                if (reading.isPresent()) {
                    reading.get().acknowledged(ack.offset());
                    send(reading.get());
                }
            }
            case FileTransferMessage.Error ignored -> close();
            case FileTransferMessage.Info ignored -> {}
        }
    }

    private void send(FileReading file) throws IOException, InterruptedException {
        for (Optional<FileTransferMessage.Chunk> next = file.next(); next.isPresent(); next = file.next()) {
            say(next.get());
        }
    }

    private void write(FileTransferMessage.Chunk chunk) throws IOException, InterruptedException {
        if (writing.isEmpty()) {
            return; // it was given up, and pieces of it were on the way
        }
        FileWriting file = writing.get();
        Optional<FileTransferMessage.Ack> due = file.write(chunk);
        if (chunk.bytes().isEmpty()) {
            writing = Optional.empty();
        }
        if (due.isPresent()) {
            say(due.get());
        }
    }

    private void say(FromDevice message) throws InterruptedException {
        boolean heard = speaker.say(message);
    }

    private static String words(IOException failed) {
        return switch (failed) {
            case NoSuchFileException missing -> "no such file or directory: " + missing.getFile();
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case FileSystemException system ->
                Optional.ofNullable(system.getReason()).orElse("it failed") + ": " + system.getFile();
            default -> String.valueOf(failed.getMessage());
        };
    }

    @Override
    public void close() {
        reading.ifPresent(FileReading::close);
        reading = Optional.empty();
        writing.ifPresent(FileWriting::abandon);
        writing = Optional.empty();
    }
}
