/** What each firmware costs this node, and which is out of line. */
@NullMarked
package io.holdfast.edge.cohort;

import org.jspecify.annotations.NullMarked;
