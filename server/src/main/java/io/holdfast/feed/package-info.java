/** The commit log between control plane and fleet image: ordered, gapless changes. */
@NullMarked
package io.holdfast.feed;

import org.jspecify.annotations.NullMarked;
