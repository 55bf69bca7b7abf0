/** The live link: its streams, its end, and when the next one is tried. */
@NullMarked
package io.holdfast.agent.link;

import org.jspecify.annotations.NullMarked;
