package io.holdfast.assembly;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.keys.ServerKeys;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.tenancy.Tenant;
import io.holdfast.tenancy.Tenants;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every cell has before it serves anybody: its signing keys and its default tenant. Making them again changes nothing. */
final class Cell {
    private static final Logger log = LoggerFactory.getLogger(Cell.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final ServerKeys keys;
    private final Tenants tenants;

    Cell(FleetTransactions transactions, MasterKey master, Dice dice) {
        this.keys = new ServerKeys(transactions, master, dice);
        this.tenants = new Tenants(transactions);
    }

    /** The default tenant. */
    Tenant establish() {
        keys.ensure();
        return tenants.ensureDefault();
    }

    /**
     * For a node that serves already: does it when the database is there, and then what comes next. Closing gives up.
     *
     * @param unfit told once when the database can never be used as it is
     */
    AutoCloseable establishLater(DatabasePlane database, Runnable next, Consumer<RuntimeException> unfit) {
        Thread thread = Thread.ofVirtual().name("cell").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (!database.await(LOOK_EVERY)) {
                        continue;
                    }
                } catch (RuntimeException never) {
                    unfit.accept(never);
                    return;
                }
                try {
                    var unused = establish();
                    next.run();
                    return;
                } catch (DatabaseException away) {
                    log.atWarn().addKeyValue("why", away.getMessage()).log("the cell's keys were not looked at yet");
                }
            }
        });
        return thread::interrupt;
    }
}
