/** What people get over the link: terminals, files, connections, wishes. */
@NullMarked
package io.holdfast.agent.session;

import org.jspecify.annotations.NullMarked;
