package io.holdfast.identity;

import io.holdfast.platform.http.ClientNetwork;

/** Somebody who surely waits for his answer, at an address. */
record From(ClientNetwork network) implements Sender {

    static From of(String address) {
        return new From(ClientNetwork.of(address));
    }

    @Override
    public boolean gone() {
        return false;
    }
}
