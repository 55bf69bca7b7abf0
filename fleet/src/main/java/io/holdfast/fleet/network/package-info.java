/** Networks of one machine that can lose each other: what a proxy cannot show is that nobody is told anything, not even by the kernel. */
@NullMarked
package io.holdfast.fleet.network;

import org.jspecify.annotations.NullMarked;
