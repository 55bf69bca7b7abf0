package io.holdfast.gateway.person;

import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a person wants one thing on a device to be sent, in order: a shell, a connection. Waits until there is a session, while the
 * device is busy, and while it is held. Confined to the person's event loop.
 */
public final class Outbox {
    private final Person person;
    private final Deque<Item> items = new ArrayDeque<>();
    private Optional<DeviceSession> session = Optional.empty();
    private boolean held;
    private boolean sending;
    // The device was free again before the word came that it had been too busy.
    private boolean wentOn;
    private boolean over;

    private record Item(ToDevice message, int bytes, boolean holds, Consumer<SendOutcome> told) {}

    public Outbox(Person person) {
        this.person = person;
    }

    /** There is a session to send in. */
    public void opened(DeviceSession opened) {
        session = Optional.of(opened);
        pump();
    }

    /**
     * Adds a message.
     *
     * @param bytes for which the person is slowed down while they wait
     * @param told what became of it; {@link SendOutcome.Busy} only of a connection beyond those that a session may have
     */
    public void add(ToDevice message, int bytes, Consumer<SendOutcome> told) {
        add(new Item(message, bytes, false, told));
    }

    /**
     * Adds a message after which nothing more is sent until {@link #go}. Held before it is sent: the device's answer, which goes on, may be
     * here before the word that it was sent.
     */
    public void addAndHold(ToDevice message, Consumer<SendOutcome> told) {
        add(new Item(message, 0, true, told));
    }

    private void add(Item item) {
        if (over) {
            item.told().accept(new SendOutcome.Over());
            return;
        }
        items.add(item);
        person.waits(item.bytes());
        pump();
    }

    /** Goes on after {@link #addAndHold}, or after the device was too busy. */
    public void go() {
        held = false;
        wentOn = sending;
        pump();
    }

    /** Forgets what was not sent, and takes no more. */
    public void clear() {
        over = true;
        Optional<Item> underWay = sending ? Optional.of(items.remove()) : Optional.empty();
        items.forEach(item -> person.moved(item.bytes()));
        items.clear();
        underWay.ifPresent(items::add);
    }

    private void pump() {
        if (sending || held || session.isEmpty() || items.isEmpty()) {
            return;
        }
        sending = true;
        wentOn = false;
        Item item = items.element();
        held = item.holds();
        session.get().send(item.message()).thenAcceptAsync(outcome -> sent(item, outcome), person.loop());
    }

    private void sent(Item item, SendOutcome outcome) {
        sending = false;
        boolean again =
                outcome instanceof SendOutcome.Busy && !over && !(item.message() instanceof PortForwardMessage.New);
        if (again) {
            held = !wentOn; // until the device has acknowledged something
            pump();
            return;
        }
        items.remove();
        person.moved(item.bytes());
        item.told().accept(outcome);
        pump();
    }
}
