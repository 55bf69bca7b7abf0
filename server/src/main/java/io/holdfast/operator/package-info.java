/** What an operator is told and can do about a node, whatever state the rest of it is in: figures, alarms, switches, statements, the black box. */
@NullMarked
package io.holdfast.operator;

import org.jspecify.annotations.NullMarked;
