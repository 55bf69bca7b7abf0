/** What pages show, ready to be written: texts, links and times, no decisions. Templates read these and nothing else. */
@NullMarked
package io.holdfast.web.view;

import org.jspecify.annotations.NullMarked;
