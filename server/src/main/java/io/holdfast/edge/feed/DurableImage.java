package io.holdfast.edge.feed;

import io.holdfast.edge.image.ImageChanges;

/**
 * Where the image outlives the process. Called by the applier only. Trouble with the disk is the implementation's to report and
 * to make safe: a store that fell behind must never be read again as if it were whole.
 */
public interface DurableImage {
    /** Makes one batch durable, with the place in the feed that it leads to; returns when a power failure cannot undo it. */
    void keep(ImageChanges changes, FeedCursor cursor);

    /** Makes the whole image durable in place of everything before. */
    void keepAll(FeedCursor cursor);

    /** Writes the image as it is into a file of its own, before the history it came from is given up. */
    void salvage(FeedCursor cursor);

    /** A node without a local store. */
    static DurableImage none() {
        return new DurableImage() {
            @Override
            public void keep(ImageChanges changes, FeedCursor cursor) {}

            @Override
            public void keepAll(FeedCursor cursor) {}

            @Override
            public void salvage(FeedCursor cursor) {}
        };
    }
}
