package io.holdfast.gateway.connection;

import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.identity.DeviceRef;
import java.util.Optional;

/** Somebody's WebSocket, as the round over all of them sees it. */
sealed interface OpenConnection permits PersonConnection, WatchingConnection {

    /** Who came to which device. */
    Access access();

    /** The device whose places it takes. */
    Optional<DeviceRef> occupies();

    /** Looks whether anything is still going on. On its event loop. */
    void look();

    /** Ends everything and says why; a second time changes nothing. On its event loop. */
    void end(Farewell why);

    /** Runs a task on its event loop. From any thread. */
    void run(Runnable task);
}
