/**
 * {@code holdfast.mux.1}: many streams over one link, each with its own credit. Frames, their codec, and both sides' state; pure, so
 * that server and agent run the very same. Every class here is confined to one thread at a time.
 */
@NullMarked
package io.holdfast.wire.mux;

import org.jspecify.annotations.NullMarked;
