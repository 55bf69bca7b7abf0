@org.jspecify.annotations.NullMarked
package io.holdfast.gateway.command;
