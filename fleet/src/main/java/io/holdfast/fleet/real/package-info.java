/** Unmodified Debian clients (mender, mender-cli, mender-artifact) run against the server. */
@NullMarked
package io.holdfast.fleet.real;

import org.jspecify.annotations.NullMarked;
