/** PostgreSQL: pools, transactions, queries, migrations. */
@NullMarked
package io.holdfast.platform.database;

import org.jspecify.annotations.NullMarked;
