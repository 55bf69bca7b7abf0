package io.holdfast.identity;

import io.holdfast.platform.http.ClientNetwork;

/** Who sent an authentication request, as far as his connection tells. */
public interface Sender {

    /** Whether nobody waits for the answer any more. Called from any thread. */
    boolean gone();

    /** Where he is. Called on the thread that asked, and only for a key never seen. */
    ClientNetwork network();
}
