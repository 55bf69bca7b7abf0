/** A herd of simulated device links: many thousand WebSockets in one process, each coming back after a loss by the rules of a real client. */
@NullMarked
package io.holdfast.fleet.link;

import org.jspecify.annotations.NullMarked;
