/** What holds for every SQL statement of the program, whoever wrote it. */
@NullMarked
package io.holdfast.sql;

import org.jspecify.annotations.NullMarked;
