package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRhythm;
import io.holdfast.fleet.device.VirtualFleet;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Poll;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Debian's mender-cli against the server over HTTPS. */
class MenderCliTest {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    @Test
    void signs_in_uploads_lists_and_deletes_artifacts_and_lists_devices() {
        Machine.withRealClients();
        try (LiveServer live = LiveServer.start();
                VirtualFleet devices = pendingDevice(live)) {
            MenderCli cli = new MenderCli(live.url(), live.folder("home"));

            assertThat(cli.login(live.administrator().email(), "a wrong password")
                            .succeeded())
                    .isFalse();
            succeeded(
                    cli.login(live.administrator().email(), live.administrator().password()));

            Path artifact = new MenderArtifact(live.folder(".")).singleFile("app-1", "board", Path.of("/opt/app"));
            succeeded(cli.uploadArtifact(artifact, "first of its kind"));
            String listed = succeeded(cli.listArtifacts(3)).output();
            assertThat(listed).contains("app-1", "board", "first of its kind");
            assertThat(cli.uploadArtifact(artifact, "again").succeeded())
                    .as("one artifact a release and device type")
                    .isFalse();

            Matcher id = UUID.matcher(listed);
            assertThat(id.find()).isTrue();
            succeeded(cli.deleteArtifact(id.group()));
            assertThat(succeeded(cli.listArtifacts(3)).output()).doesNotContain("app-1");

            assertThat(Poll.until(
                            Duration.ofSeconds(20),
                            () -> succeeded(cli.listDevices(3)).output().contains("02:00:00:00:00:07")))
                    .isTrue();
            assertThat(devices.authorized()).isZero();
        }
    }

    private static VirtualFleet pendingDevice(LiveServer live) {
        DeviceProfile profile = DeviceProfile.of(DeviceProfile.macNumber(7), "board", DeviceKey.rsa3072());
        Target target = Target.tls(URI.create(live.url()).getPort(), live.certificate());
        return VirtualFleet.start(
                target,
                List.of(profile),
                DeviceRhythm.brisk(),
                (device, request, answer, authorized) -> {},
                Duration.ZERO,
                1);
    }

    private static Command.Outcome succeeded(Command.Outcome outcome) {
        assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
        return outcome;
    }
}
