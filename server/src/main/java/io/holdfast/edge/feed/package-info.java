/** How the fleet image follows the database: reading the commit log, re-reading rows, applying them. */
@NullMarked
package io.holdfast.edge.feed;

import org.jspecify.annotations.NullMarked;
