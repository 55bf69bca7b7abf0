/** Benches: each measures one workload against a server process of its own and prints what it measured, nothing else. */
@NullMarked
package io.holdfast.fleet.bench;

import org.jspecify.annotations.NullMarked;
