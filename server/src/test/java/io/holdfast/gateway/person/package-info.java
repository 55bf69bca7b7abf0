/** Tests of what a person's connection is made of. */
@NullMarked
package io.holdfast.gateway.person;

import org.jspecify.annotations.NullMarked;
