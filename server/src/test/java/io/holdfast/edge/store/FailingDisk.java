package io.holdfast.edge.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A journal's file whose next flush fails and all later ones succeed, as a kernel reports a lost write: once. */
final class FailingDisk {
    private final AtomicBoolean failNext = new AtomicBoolean();
    private final AtomicBoolean failCheckpoint = new AtomicBoolean();

    void failNextFlush() {
        failNext.set(true);
    }

    /** The next flush of the file itself, when what is in its log is brought over. */
    void failNextCheckpoint() {
        failCheckpoint.set(true);
    }

    SqliteFile open(Path file) throws SQLException {
        Connection real = DriverManager.getConnection("jdbc:sqlite:" + file);
        real.setAutoCommit(false);
        return SqliteFile.over((Connection) Proxy.newProxyInstance(
                FailingDisk.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && failNext.getAndSet(false)) {
                        throw new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
                    }
                    Object answer = call(method, real, arguments);
                    return answer instanceof Statement statement
                                    && method.getName().equals("createStatement")
                            ? failing(statement)
                            : answer;
                }));
    }

    private Statement failing(Statement real) {
        return (Statement) Proxy.newProxyInstance(
                FailingDisk.class.getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                    boolean checkpoint =
                            arguments != null && String.valueOf(arguments[0]).contains("wal_checkpoint");
                    if (checkpoint && failCheckpoint.getAndSet(false)) {
                        throw new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
                    }
                    return call(method, real, arguments);
                });
    }

    private static Object call(Method method, Object on, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
