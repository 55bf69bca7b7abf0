/** The operator plane with the database frozen and the machine full. */
@NullMarked
package io.holdfast.fleet.drill.withoutdatabase;

import org.jspecify.annotations.NullMarked;
