/** The management API as a person's program uses it; drills and tests speak to the server only this way. */
@NullMarked
package io.holdfast.fleet.management;

import org.jspecify.annotations.NullMarked;
