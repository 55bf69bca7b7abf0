/** Artifacts for virtual devices, made without any external tool. */
@NullMarked
package io.holdfast.fleet.artifact;

import org.jspecify.annotations.NullMarked;
