/** Pages for people: plain HTML from the same faces as the API, without a script. */
@NullMarked
package io.holdfast.web;

import org.jspecify.annotations.NullMarked;
