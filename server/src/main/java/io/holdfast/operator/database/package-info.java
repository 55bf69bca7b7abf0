/** The operator plane's own look at the database: never waited for. */
@NullMarked
package io.holdfast.operator.database;

import org.jspecify.annotations.NullMarked;
