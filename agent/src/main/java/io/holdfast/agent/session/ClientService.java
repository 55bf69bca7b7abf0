package io.holdfast.agent.session;

import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ToDevice;
import java.util.Optional;

/** Wishes to the device itself, each answered when it is done. */
final class ClientService implements Service {
    private final Wishes wishes;
    private final Speaker speaker;

    ClientService(Wishes wishes, Speaker speaker) {
        this.wishes = wishes;
        this.speaker = speaker;
    }

    @Override
    public boolean takes(ToDevice message) {
        return message instanceof MenderClientMessage;
    }

    @Override
    public void take(ToDevice message) throws InterruptedException {
        if (message instanceof MenderClientMessage wish) {
            Optional<String> failed = switch (wish) {
                case MenderClientMessage.CheckUpdate ignored -> wishes.checkUpdate();
                case MenderClientMessage.SendInventory ignored -> wishes.sendInventory();
                case MenderClientMessage.Done ignored -> Optional.of("nothing was asked");
            };
            boolean heard = speaker.say(new MenderClientMessage.Done(
                    wish.type(), failed.isEmpty() ? ReplyStatus.NORMAL : ReplyStatus.ERROR, failed.orElse("")));
        }
    }

    @Override
    public void close() {}
}
