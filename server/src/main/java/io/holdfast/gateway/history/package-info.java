/** What people did on live devices: who, where, when, how long, and what a terminal showed. */
@NullMarked
package io.holdfast.gateway.history;

import org.jspecify.annotations.NullMarked;
