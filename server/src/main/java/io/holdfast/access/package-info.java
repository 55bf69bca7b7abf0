/** People and programs: users, sign-in, sessions, personal access tokens. */
@NullMarked
package io.holdfast.access;

import org.jspecify.annotations.NullMarked;
