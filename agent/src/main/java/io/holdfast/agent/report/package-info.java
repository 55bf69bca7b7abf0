/** What the device tells and asks by HTTP: its inventory, and whether there is an update. */
@NullMarked
package io.holdfast.agent.report;

import org.jspecify.annotations.NullMarked;
