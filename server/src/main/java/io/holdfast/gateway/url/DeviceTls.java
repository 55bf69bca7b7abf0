package io.holdfast.gateway.url;

import io.holdfast.exposure.UrlTarget;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/** TLS to programs on devices, inside the stream. */
final class DeviceTls {
    private final SslContext believing;
    private final SslContext unverified;

    DeviceTls() {
        try {
            believing =
                    SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
            unverified = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("every Java has TLS", impossible);
        }
    }

    SslHandler handler(UrlTarget target, ByteBufAllocator allocator) {
        String authority = target.authority();
        int colon = authority.lastIndexOf(':');
        String name = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        SslContext context = target.transport() == UrlTarget.Transport.HTTPS_UNVERIFIED ? unverified : believing;
        return context.newHandler(allocator, name, target.port());
    }
}
