/** The command line: what a person types, and how the program answers. */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
