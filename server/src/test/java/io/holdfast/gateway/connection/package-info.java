/** Tests of people's connections. */
@org.jspecify.annotations.NullMarked
package io.holdfast.gateway.connection;
