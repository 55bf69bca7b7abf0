/** The HTTPS port's certificate, and how Vert.x is to speak TLS. */
@NullMarked
package io.holdfast.platform.tls;

import org.jspecify.annotations.NullMarked;
