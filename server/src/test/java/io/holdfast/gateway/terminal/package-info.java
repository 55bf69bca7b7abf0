/** Tests of terminals. */
@org.jspecify.annotations.NullMarked
package io.holdfast.gateway.terminal;
