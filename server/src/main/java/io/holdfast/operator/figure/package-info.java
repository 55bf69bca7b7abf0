/** What is measured of a node, sampled once a second into rings of fixed size. */
@NullMarked
package io.holdfast.operator.figure;

import org.jspecify.annotations.NullMarked;
