/** Deployments: which device should run what, and how far it got. */
@NullMarked
package io.holdfast.rollout;

import org.jspecify.annotations.NullMarked;
