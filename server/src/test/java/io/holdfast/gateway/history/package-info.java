/** Tests of what is on record. */
@org.jspecify.annotations.NullMarked
package io.holdfast.gateway.history;
