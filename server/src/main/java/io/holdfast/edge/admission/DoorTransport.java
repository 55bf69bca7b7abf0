package io.holdfast.edge.admission;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;

/** Vert.x's way to the network with a {@link Door} at each listener: Vert.x itself tells of a connection only after TLS. */
public final class DoorTransport implements io.vertx.core.transport.Transport {
    private final Transport guarded;

    public DoorTransport(Door door) {
        this.guarded = new Guarded(NIO.implementation(), door);
    }

    @Override
    public String name() {
        return "nio-guarded";
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Throwable unavailabilityCause() {
        return NIO.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return guarded;
    }

    private record Guarded(Transport network, Door door) implements Transport {
        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return network.ioHandlerFactory();
        }

        @Override
        public DatagramChannel datagramChannel() {
            return network.datagramChannel();
        }

        @Override
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return network.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return network.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return network.serverChannelFactory(domainSocket);
        }

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap listener) {
            network.configure(options, domainSocket, listener);
            door.guard(listener);
        }
    }
}
