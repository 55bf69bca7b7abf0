/** What all HTTP APIs share: routes, calls and who makes them. */
@NullMarked
package io.holdfast.api;

import org.jspecify.annotations.NullMarked;
