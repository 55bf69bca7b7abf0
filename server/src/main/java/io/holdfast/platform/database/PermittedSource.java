package io.holdfast.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Connections for which a call needs a permit, which it has as long as the connection. Work that runs in no call needs none. */
public final class PermittedSource implements ConnectionSource {
    private final ConnectionSource source;
    private final DatabasePermits permits;

    public PermittedSource(ConnectionSource source, DatabasePermits permits) {
        this.source = source;
        this.permits = permits;
    }

    @Override
    public Connection connection() throws SQLException {
        if (!PermitHolder.inCall()) {
            return source.connection();
        }
        PermitHolder call = PermitHolder.ofCall();
        if (!call.first()) {
            return opened(call, () -> {});
        }
        Object owner = call.owner();
        try {
            permits.take(owner);
        } catch (RuntimeException busy) {
            call.gaveBack();
            throw busy;
        }
        long since = permits.nanos();
        try {
            return opened(call, () -> permits.giveBack(owner, since));
        } catch (SQLException | RuntimeException none) {
            permits.giveBackUnused(owner);
            throw none;
        }
    }

    private Connection opened(PermitHolder call, Runnable closed) throws SQLException {
        Connection connection;
        try {
            connection = source.connection();
        } catch (SQLException | RuntimeException none) {
            call.gaveBack();
            throw none;
        }
        return (Connection) Proxy.newProxyInstance(
                PermittedSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new Closing(connection, () -> {
                    call.gaveBack();
                    closed.run();
                }));
    }

    /** A connection that tells when it is closed for the first time. */
    private static final class Closing implements InvocationHandler {
        private final Connection connection;
        private final Runnable closed;
        private boolean told;

        Closing(Connection connection, Runnable closed) {
            this.connection = connection;
            this.closed = closed;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
            } finally {
                if (method.getName().equals("close") && !told) {
                    told = true;
                    closed.run();
                }
            }
        }
    }
}
