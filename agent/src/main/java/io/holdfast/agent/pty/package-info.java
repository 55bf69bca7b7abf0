/** Pseudo terminals of Linux. */
@NullMarked
package io.holdfast.agent.pty;

import org.jspecify.annotations.NullMarked;
