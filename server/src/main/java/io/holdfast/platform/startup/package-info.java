/** What must hold before the server opens a port, and how it says so when it does not. */
@NullMarked
package io.holdfast.platform.startup;

import org.jspecify.annotations.NullMarked;
