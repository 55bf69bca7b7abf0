/** What a node knew in its last minutes, kept so that it can be read after the process was killed. */
@NullMarked
package io.holdfast.operator.blackbox;

import org.jspecify.annotations.NullMarked;
