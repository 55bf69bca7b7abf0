/** What the tests of every capability share. */
@NullMarked
package io.holdfast.testing;

import org.jspecify.annotations.NullMarked;
