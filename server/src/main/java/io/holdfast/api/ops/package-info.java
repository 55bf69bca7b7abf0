/** The operator plane: a port and threads of its own, useful with the database dead and the device plane drowning. */
@NullMarked
package io.holdfast.api.ops;

import org.jspecify.annotations.NullMarked;
