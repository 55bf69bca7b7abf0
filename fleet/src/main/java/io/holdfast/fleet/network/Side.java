package io.holdfast.fleet.network;

import io.holdfast.fleet.process.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * One of two joined networks. Nothing of the machine's own network is in it but a loopback of its own.
 *
 * @param address its address on the wire between the two
 * @param enter the words that run a program in it
 */
public record Side(String address, List<String> enter) {
    public Side {
        enter = List.copyOf(enter);
    }

    /** A program that runs in this network. */
    public Command command(String... words) {
        List<String> all = new ArrayList<>(enter);
        all.addAll(List.of(words));
        return Command.of(all);
    }
}
