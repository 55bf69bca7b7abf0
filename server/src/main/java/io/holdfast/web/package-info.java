/** Pages for people. */
@NullMarked
package io.holdfast.web;

import org.jspecify.annotations.NullMarked;
