/**
 * Commands to devices that wait until the device is there: put on record, delivered once by whichever node has the device's link, and
 * shown with what became of them.
 */
@NullMarked
package io.holdfast.gateway.command;

import org.jspecify.annotations.NullMarked;
