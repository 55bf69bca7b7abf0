package io.holdfast.fleet.network;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Leftovers;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two network namespaces joined by a virtual cable, one end of which can be taken down: from then on packets vanish and neither side is told.
 * Made as root, or in a user namespace where the machine allows that. The namespaces live as long as the two processes that hold them,
 * and those an hour at most, so that nothing stays even after a kill.
 */
public final class TwoNetworks implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LEFT_ADDRESS = "10.71.0.1";
    private static final String RIGHT_ADDRESS = "10.71.0.2";
    private static final List<String> HOLD = List.of("sleep", "3600");

    private final Process leftHolder;
    private final Process rightHolder;
    private final Leftovers.Leftover leftover;
    private final Side left;
    private final Side right;

    private TwoNetworks(Process leftHolder, Process rightHolder, boolean root) {
        this.leftHolder = leftHolder;
        this.rightHolder = rightHolder;
        this.leftover = Leftovers.of(this::end);
        this.left = new Side(LEFT_ADDRESS, enter(leftHolder, root));
        this.right = new Side(RIGHT_ADDRESS, enter(rightHolder, root));
    }

    /** Why this machine cannot do it; empty when it can. */
    public static Optional<String> missing() {
        try (TwoNetworks probe = join()) {
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException cannot) {
            return Optional.of("no two networks on this machine (root, or user namespaces and iproute2, are needed): "
                    + cannot.getMessage());
        }
    }

    /**
     * Makes them, joined and up.
     *
     * @throws IllegalStateException when this machine does not allow it
     */
    public static TwoNetworks join() {
        boolean root =
                Command.of(List.of("id", "-u")).run(LIMIT).output().strip().equals("0");
        Process left =
                hold(root ? List.of("unshare", "--net") : List.of("unshare", "--user", "--map-root-user", "--net"));
        Process right;
        try {
            List<String> sameUsers = root
                    ? List.of()
                    : List.of("nsenter", "--preserve-credentials", "--user", "--target", String.valueOf(left.pid()));
            List<String> words = new ArrayList<>(sameUsers);
            words.addAll(List.of("unshare", "--net"));
            right = hold(words);
        } catch (RuntimeException notMade) {
            left.destroyForcibly();
            throw notMade;
        }
        TwoNetworks both = new TwoNetworks(left, right, root);
        try {
            both.plug();
            return both;
        } catch (RuntimeException notJoined) {
            both.close();
            throw notJoined;
        }
    }

    private static Process hold(List<String> unshare) {
        List<String> words = new ArrayList<>(unshare);
        words.addAll(HOLD);
        try {
            Process holder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String ours = network("self");
            boolean made = Poll.until(
                    LIMIT,
                    () -> !holder.isAlive()
                            || isHeld(holder)
                                    && !network(String.valueOf(holder.pid())).equals(ours));
            if (!made || !holder.isAlive()) {
                holder.destroyForcibly();
                throw new IllegalStateException(String.join(" ", words) + " was refused");
            }
            return holder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words.getFirst(), e);
        }
    }

    /** Whether all steps before the holding program are behind it. */
    private static boolean isHeld(Process holder) {
        return holder.info()
                .command()
                .filter(program -> !program.endsWith("unshare") && !program.endsWith("nsenter"))
                .isPresent();
    }

    private static String network(String process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process, "ns", "net"))
                    .toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private static List<String> enter(Process holder, boolean root) {
        String pid = String.valueOf(holder.pid());
        return root
                ? List.of("nsenter", "--target", pid, "--net")
                : List.of("nsenter", "--preserve-credentials", "--target", pid, "--user", "--net");
    }

    private void plug() {
        String peer = String.valueOf(rightHolder.pid());
        run(left, "ip link add wire type veth peer name wire netns " + peer);
        for (Side side : List.of(left, right)) {
            run(side, "ip link set lo up");
            run(side, "ip addr add " + side.address() + "/24 dev wire");
            run(side, "ip link set wire up");
        }
    }

    private static void run(Side side, String words) {
        Command.Outcome outcome = side.command(words.split(" ")).run(LIMIT);
        if (!outcome.succeeded()) {
            throw new IllegalStateException(words + ": " + outcome.output().strip());
        }
    }

    public Side left() {
        return left;
    }

    public Side right() {
        return right;
    }

    /** Takes the right end down: packets of both sides vanish. */
    public void lose() {
        run(right, "ip link set wire down");
    }

    /** Brings it up again; TCP connections that waited go on. */
    public void restore() {
        run(right, "ip link set wire up");
    }

    /** Ends both networks; programs that still run in them keep theirs, without the wire. */
    @Override
    public void close() {
        leftover.gone();
        end();
    }

    private void end() {
        leftHolder.destroyForcibly();
        rightHolder.destroyForcibly();
    }
}
