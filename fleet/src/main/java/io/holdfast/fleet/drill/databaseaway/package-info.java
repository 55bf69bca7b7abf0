/** The database dies, then freezes, under a working fleet; and a server starts without it. */
@NullMarked
package io.holdfast.fleet.drill.databaseaway;

import org.jspecify.annotations.NullMarked;
