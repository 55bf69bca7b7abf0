/** The reference agent: enrols a device, keeps its link, and serves terminals, files and forwarded connections over it. */
@NullMarked
package io.holdfast.agent;

import org.jspecify.annotations.NullMarked;
