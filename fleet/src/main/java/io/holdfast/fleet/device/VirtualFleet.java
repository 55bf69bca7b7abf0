package io.holdfast.fleet.device;

import io.holdfast.fleet.load.NativeTransport;
import io.holdfast.fleet.load.Target;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Virtual devices of one rhythm, switched on one after the other. */
public final class VirtualFleet implements AutoCloseable {
    private final EventLoopGroup group;
    private final List<VirtualDevice> devices;

    private VirtualFleet(EventLoopGroup group, List<VirtualDevice> devices) {
        this.group = group;
        this.devices = List.copyOf(devices);
    }

    /**
     * Switches the devices on, evenly spread over {@code spread}.
     *
     * @param threads event loops that carry the fleet; two carry tens of thousands of devices
     */
    public static VirtualFleet start(
            Target target,
            List<DeviceProfile> profiles,
            DeviceRhythm rhythm,
            DeviceObserver observer,
            Duration spread,
            int threads) {
        EventLoopGroup group = NativeTransport.loops("devices", threads);
        MenderEncoding encoding = new MenderEncoding(target.authority());
        List<VirtualDevice> devices = new ArrayList<>(profiles.size());
        for (DeviceProfile profile : profiles) {
            EventLoop loop = group.next();
            DeviceLink link = new DeviceLink(target, loop, rhythm.patience());
            VirtualDevice device = new VirtualDevice(profile, rhythm, encoding, observer, loop, link);
            device.start(spread.multipliedBy(devices.size()).dividedBy(profiles.size()));
            devices.add(device);
        }
        return new VirtualFleet(group, devices);
    }

    /** Every idle device asks for an update at once. Only for a rhythm whose next tick is far away: a device asks one thing at a time. */
    public void pollNow() {
        devices.forEach(VirtualDevice::pollNow);
    }

    public List<VirtualDevice> devices() {
        return devices;
    }

    /** How many hold a token now. */
    public long authorized() {
        return devices.stream().filter(VirtualDevice::isAuthorized).count();
    }

    /** How many run this artifact now. */
    public long running(String artifactName) {
        return devices.stream()
                .filter(device -> device.artifactName().equals(artifactName))
                .count();
    }

    /** Switches all devices off at once, like a power cut: requests under way stay unanswered. */
    @Override
    public void close() {
        devices.forEach(VirtualDevice::stop);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }
}
