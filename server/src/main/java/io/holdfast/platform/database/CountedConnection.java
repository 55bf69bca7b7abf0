package io.holdfast.platform.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A view of a connection that counts what PostgreSQL counts, statements with the {@code BEGIN} and {@code COMMIT} around them,
 * and that stays open when a transaction hands it back.
 */
public final class CountedConnection implements InvocationHandler {
    private final Connection connection;
    private int statements;
    private boolean begun;

    public CountedConnection(Connection connection) {
        this.connection = connection;
    }

    /** The view. For one thread. */
    public Connection view() {
        return (Connection) Proxy.newProxyInstance(
                CountedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    public int statements() {
        return statements;
    }

    @Override
    public @Nullable Object invoke(Object view, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                return null;
            }
            case "prepareStatement" -> {
                if (!connection.getAutoCommit() && !begun) {
                    begun = true;
                    statements++;
                }
                statements++;
            }
            case "commit", "rollback" -> {
                statements += begun ? 1 : 0;
                begun = false;
            }
            default -> {}
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }
}
