/**
 * The drill of power loss: a killed process leaves the page cache, so that only a trace of the system calls shows whether an
 * acknowledgement waited for the disk.
 */
@NullMarked
package io.holdfast.fleet.drill.acknowledgement;

import org.jspecify.annotations.NullMarked;
