package io.holdfast.assembly;

import io.holdfast.edge.feed.DurableImage;
import io.holdfast.edge.feed.FeedApplier;
import io.holdfast.edge.feed.FeedCounters;
import io.holdfast.edge.feed.FeedCursor;
import io.holdfast.edge.feed.FeedFollower;
import io.holdfast.edge.feed.ImageLoader;
import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageChanges;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.keys.KeyOpener;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.roaringbitmap.RoaringBitmap;

/** This node's fleet image and what keeps it up to date. */
final class NodeImage implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    private final FleetImage image;
    private final ClockWatch watch;
    private final OptionalLong seqAtStart;
    private final FeedApplier applier;
    private final FeedCounters counters = new FeedCounters();
    private volatile Runnable deviceGone = () -> {};
    private volatile Consumer<RoaringBitmap> devicesChanged = indices -> {};
    private volatile Runnable everythingChanged = () -> {};
    private volatile Runnable salvaged = () -> {};
    private volatile Runnable valvesChanged = () -> {};

    private NodeImage(
            LocalStore.Loaded loaded, Clock clock, KeyOpener opener, NodeIdentity node, ConnectionSource feed) {
        image = loaded.writer().image();
        seqAtStart = loaded.cursor().map(FeedCursor::seq).map(OptionalLong::of).orElse(OptionalLong.empty());
        ImageLoader loader = new ImageLoader(loaded.writer(), opener, counters);
        Optional<FeedCursor> from =
                loaded.writer().couldHoldMore() ? Optional.empty() : loaded.cursor(); // empty: everything is read anew
        FeedFollower follower =
                new FeedFollower(loaded.writer(), loader, new Announcing(loaded.durable()), clock, counters, from);
        watch = new ClockWatch(clock);
        applier = FeedApplier.start(feed, follower, node, image::appliedSeq, clock, watch, counters);
    }

    /** Loads what the local store knows and follows the feed from there. */
    static NodeImage follow(
            LocalStore store,
            Clock clock,
            Dice dice,
            MasterKey master,
            NodeIdentity node,
            ConnectionSource feed,
            ImageRoom room) {
        KeyOpener opener = opener(master);
        return new NodeImage(store.load(opener, clock, dice, room), clock, opener, node, feed);
    }

    /** Opens the signing keys that the master key sealed. */
    static KeyOpener opener(MasterKey master) {
        return KeyOpener.with(master);
    }

    /** Whether the local store knew a fleet: then devices are answered without waiting for the database. */
    boolean restored() {
        return seqAtStart.isPresent();
    }

    /** The feed number up to which the local store knew the fleet. */
    OptionalLong seqAtStart() {
        return seqAtStart;
    }

    FleetImage image() {
        return image;
    }

    /** Whether this machine's date may be believed. */
    ClockWatch clockWatch() {
        return watch;
    }

    FeedCounters counters() {
        return counters;
    }

    void nudge() {
        applier.nudge();
    }

    /** Called after a change that let a device go: what was lately said to it may not be true any more. */
    void onDeviceGone(Runnable listener) {
        deviceGone = listener;
    }

    /** Called with the indices of devices whose change is durable, and when any may have changed; on the applier's thread. */
    void onDevicesChanged(Consumer<RoaringBitmap> some, Runnable any) {
        devicesChanged = some;
        everythingChanged = any;
    }

    /** Called after the cell's valves were read anew. */
    void onValvesChanged(Runnable listener) {
        valvesChanged = listener;
    }

    /** Called after an image was salvaged, before the new history is read. */
    void onSalvaged(Runnable listener) {
        salvaged = listener;
    }

    /** Waits until the image has caught up and can let a device in; false when the time is over. */
    boolean awaitReady(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!ready()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }

    private boolean ready() {
        return image.fresh()
                && image.defaultTenant().isPresent()
                // One that cannot be opened is an alarm and keeps the rest from nothing.
                && (image.tokenKeys().ring(KeyPurpose.DEVICE_TOKEN).signing().isPresent()
                        || !image.tokenKeys().complete(KeyPurpose.DEVICE_TOKEN));
    }

    @Override
    public void close() {
        applier.close();
    }

    /** Tells the listener after a change is durable. */
    private final class Announcing implements DurableImage {
        private final DurableImage store;

        Announcing(DurableImage store) {
            this.store = store;
        }

        @Override
        public void keep(ImageChanges changes, FeedCursor cursor) {
            store.keep(changes, cursor);
            devicesChanged.accept(changes.devices());
            if (changes.valves()) {
                valvesChanged.run();
            }
            if (!changes.tenants().isEmpty()) {
                everythingChanged.run();
            }
            // Inventory changes devices all the time; only those that lost their place matter here.
            boolean gone = changes.devices().stream()
                    .anyMatch(index -> image.device(index).standing() != ImageStanding.ACCEPTED);
            if (gone) {
                deviceGone.run();
            }
        }

        @Override
        public void keepAll(FeedCursor cursor) {
            store.keepAll(cursor);
            deviceGone.run();
            everythingChanged.run();
            valvesChanged.run();
        }

        @Override
        public void salvage(FeedCursor cursor) {
            store.salvage(cursor);
            salvaged.run();
        }
    }
}
