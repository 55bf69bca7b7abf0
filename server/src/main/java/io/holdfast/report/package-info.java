/** What every report of a device is known by, whoever takes it in and whoever stores it. */
@NullMarked
package io.holdfast.report;

import org.jspecify.annotations.NullMarked;
