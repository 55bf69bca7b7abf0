/** What devices report: taken in by groups, acknowledged only once durable. */
@NullMarked
package io.holdfast.edge.intake;

import org.jspecify.annotations.NullMarked;
