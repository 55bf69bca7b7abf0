/** Whoever is at the other end of a live device: a person's browser or tool, and the bounds within which it is served. */
@NullMarked
package io.holdfast.gateway.person;

import org.jspecify.annotations.NullMarked;
