package io.holdfast.fleet.device;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * One device with the habits of mender-client 3.4.0: one request at a time; 401 drops the token and asks for a new one at
 * once; anything else unexpected keeps the token and waits for the next tick. Lives on one event loop.
 */
public final class VirtualDevice {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** A device's inventory changes now and then, not with each report: here every third time. */
    private static final int REPORTS_PER_CHANGE = 3;

    private final DeviceProfile profile;
    private final DeviceRhythm rhythm;
    private final MenderEncoding encoding;
    private final DeviceObserver observer;
    private final EventLoop loop;
    private final DeviceLink link;
    private volatile Optional<String> token = Optional.empty();
    private volatile String artifactName;
    private volatile boolean stopped;
    private Optional<byte[]> authorization = Optional.empty();
    private Optional<UpdateRun> update = Optional.empty();
    private int inventoryReports;
    private boolean refusedBefore;
    private long pollDue;
    private long inventoryDue;

    VirtualDevice(
            DeviceProfile profile,
            DeviceRhythm rhythm,
            MenderEncoding encoding,
            DeviceObserver observer,
            EventLoop loop,
            DeviceLink link) {
        this.profile = profile;
        this.rhythm = rhythm;
        this.encoding = encoding;
        this.observer = observer;
        this.loop = loop;
        this.link = link;
        this.artifactName = profile.artifactName();
    }

    public DeviceProfile profile() {
        return profile;
    }

    public boolean isAuthorized() {
        return token.isPresent();
    }

    /** What it runs now. */
    public String artifactName() {
        return artifactName;
    }

    /** Switches it on after {@code delay}. */
    void start(Duration delay) {
        after(delay, this::authorize);
    }

    void stop() {
        stopped = true;
        loop.execute(link::drop);
    }

    /** Asks for an update now instead of at its next tick, unless it is busy with one or has no token. */
    void pollNow() {
        loop.execute(() -> {
            if (!stopped && token.isPresent() && update.isEmpty()) {
                pollDue = System.nanoTime();
                tick();
            }
        });
    }

    private void authorize() {
        send(new DeviceRequest.Authorize(profile), BodyListener.CONTENT, answer -> {
            if (answer instanceof DeviceAnswer.Answered told && told.status() == 200) {
                token = Optional.of(told.text());
                refusedBefore = false;
                update.ifPresentOrElse(this::proceed, this::tick);
            } else if (answer.hasStatus(401) && !refusedBefore) {
                refusedBefore = true; // the client asks once more at once, then with patience
                authorize();
            } else {
                after(rhythm.retry(), this::authorize);
            }
        });
    }

    private void tick() {
        long now = System.nanoTime();
        if (now - pollDue >= 0) {
            pollDue = now + rhythm.poll().toNanos();
            poll();
        } else if (now - inventoryDue >= 0) {
            inventoryDue = now + rhythm.inventory().toNanos();
            sendInventory();
        } else {
            after(Duration.ofNanos(Math.min(pollDue - now, inventoryDue - now)), this::tick);
        }
    }

    private void poll() {
        sendAuthorized(new DeviceRequest.Poll(artifactName, profile.deviceType()), answer -> {
            if (answer instanceof DeviceAnswer.Answered told && told.status() == 200) {
                UpdateRun run = UpdateRun.of(JSON.readTree(told.body()), profile);
                update = Optional.of(run);
                proceed(run);
            } else {
                tick();
            }
        });
    }

    private void sendInventory() {
        inventoryReports++;
        sendAuthorized(new DeviceRequest.SendInventory(inventory()), answer -> tick());
    }

    private Map<String, String> inventory() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("device_type", profile.deviceType());
        attributes.put("artifact_name", artifactName);
        attributes.put("mender_client_version", "3.4.0");
        attributes.put("hostname", profile.mac());
        attributes.put("kernel", "6.1.0-28-amd64");
        attributes.put("sequence", String.valueOf(inventoryReports / REPORTS_PER_CHANGE));
        return attributes;
    }

    private void proceed(UpdateRun run) {
        DeviceRequest request = run.request();
        BodyListener listener = request instanceof DeviceRequest.Download ? run::received : BodyListener.CONTENT;
        sendAuthorized(request, listener, answer -> {
            switch (run.answered(answer)) {
                case CONTINUE -> proceed(run);
                case INSTALL -> after(rhythm.install(), () -> proceed(run));
                case RETRY -> after(rhythm.retry(), () -> proceed(run));
                case REAUTHORIZE -> {
                    token = Optional.empty();
                    after(rhythm.install(), this::authorize);
                }
                case INSTALLED -> {
                    artifactName = run.artifactName();
                    finishUpdate();
                }
                case GAVE_UP -> finishUpdate();
            }
        });
    }

    private void finishUpdate() {
        update = Optional.empty();
        tick();
    }

    private void sendAuthorized(DeviceRequest request, Consumer<DeviceAnswer> then) {
        sendAuthorized(request, BodyListener.CONTENT, then);
    }

    private void sendAuthorized(DeviceRequest request, BodyListener listener, Consumer<DeviceAnswer> then) {
        send(request, listener, answer -> {
            if (answer.hasStatus(401)) {
                token = Optional.empty();
                authorize();
            } else {
                then.accept(answer);
            }
        });
    }

    private void send(DeviceRequest request, BodyListener listener, Consumer<DeviceAnswer> then) {
        boolean authorized = token.isPresent();
        link.send(encode(request), listener, answer -> {
            observer.ended(profile, request, answer, authorized);
            if (!stopped) {
                then.accept(answer);
            }
        });
    }

    private byte[] encode(DeviceRequest request) {
        if (!(request instanceof DeviceRequest.Authorize)) {
            return encoding.encode(profile.client(), request, token.orElse(""));
        }
        // a retried authorisation is the same bytes: its signature has no time in it
        byte[] bytes = authorization.orElseGet(() -> encoding.encode(request, ""));
        authorization = Optional.of(bytes);
        return bytes;
    }

    private void after(Duration delay, Runnable action) {
        if (!stopped && !loop.isShuttingDown()) {
            loop.schedule(
                    () -> {
                        if (!stopped) {
                            action.run();
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }
}
