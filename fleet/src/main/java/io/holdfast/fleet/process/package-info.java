/** The server and its PostgreSQL as processes: started, measured, frozen and killed from outside. */
@NullMarked
package io.holdfast.fleet.process;

import org.jspecify.annotations.NullMarked;
