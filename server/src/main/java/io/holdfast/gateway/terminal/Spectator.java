package io.holdfast.gateway.terminal;

import io.holdfast.gateway.person.Farewell;

/** Somebody who watches another's terminal. Told on the loop of the terminal's own person; must not keep it waiting. */
public interface Spectator {

    /** As the terminal's own person is told. */
    String name();

    /** A message of the terminal, packed. The array is shared: not to be changed. */
    void shown(byte[] message);

    /** There is nothing to see any more. */
    void ended(Farewell why);
}
