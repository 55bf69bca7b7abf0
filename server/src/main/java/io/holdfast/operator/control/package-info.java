/** What an operator can do to a node at once, whatever state the database is in, and the record of it. */
@NullMarked
package io.holdfast.operator.control;

import org.jspecify.annotations.NullMarked;
