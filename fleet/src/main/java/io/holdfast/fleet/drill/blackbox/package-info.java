/** What is left of a server's last minutes when it is killed. */
@NullMarked
package io.holdfast.fleet.drill.blackbox;

import org.jspecify.annotations.NullMarked;
