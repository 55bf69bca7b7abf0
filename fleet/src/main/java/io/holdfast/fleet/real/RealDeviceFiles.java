package io.holdfast.fleet.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The folder of one real device: what its client sees under /etc/mender and /usr/share/mender, and its state. */
final class RealDeviceFiles {
    private static final Path ETC = Path.of("/etc/mender");
    private static final Path SHARE = Path.of("/usr/share/mender");
    private static final Path MODULES = SHARE.resolve("modules/v3");

    /** Folders of the machine that each device sees its own of. */
    static final List<Path> MOUNT_POINTS = List.of(ETC, SHARE.resolve("identity"), SHARE.resolve("inventory"), MODULES);

    private static final String BUS = """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
              "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
            <policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
            <allow send_type="signal"/><allow send_type="method_return"/><allow send_type="error"/>
            <allow receive_type="method_call"/><allow receive_type="signal"/>
            <allow receive_type="method_return"/><allow receive_type="error"/></policy></busconfig>
            """;

    private final Path root;

    RealDeviceFiles(Path root) {
        this.root = root;
    }

    void write(RealDevice.Settings settings) throws IOException {
        for (String folder : List.of("etc", "identity", "inventory", "modules", "programs", "data", "installed")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.copy(settings.certificate(), root.resolve("etc/server.crt"));
        if (settings.verifyKey().isPresent()) {
            Files.copy(settings.verifyKey().get(), root.resolve("etc/artifact-verify-key.pem"));
        }
        Files.writeString(root.resolve("etc/mender.conf"), configuration(settings));
        Files.writeString(root.resolve("etc/device_type"), "device_type=" + settings.deviceType() + "\n");
        Files.writeString(root.resolve("etc/artifact_info"), "artifact_name=" + settings.artifactName() + "\n");
        Files.writeString(root.resolve("bus.conf"), BUS.formatted(bus()));
        script("identity/mender-device-identity", "#!/bin/sh\necho mac=" + settings.mac() + "\n");
        script(
                "inventory/mender-inventory-test",
                "#!/bin/sh\necho hostname=" + root.getFileName() + "\necho ip=127.0.0.1\necho group=a\necho group=b\n");
        script("modules/single-file", Files.readString(MODULES.resolve("single-file")));
        for (Map.Entry<String, String> module :
                UpdateModules.forFilesIn(installed()).entrySet()) {
            script("modules/" + module.getKey(), module.getValue());
        }
        script("programs/reboot", UpdateModules.REBOOT);
        Files.writeString(
                root.resolve("etc/mender-connect.conf"),
                "{\"ShellCommand\":\"/bin/bash\",\"User\":\"root\",\"ReconnectIntervalSeconds\":5}\n");
        // mender-connect asks systemd for the client's process before it sends it a signal.
        script("programs/systemctl", "#!/bin/sh\necho \"MainPID=$(cat " + root.resolve("client.pid") + ")\"\n");
    }

    private static String configuration(RealDevice.Settings settings) {
        return """
            {"ServerURL":"%s","ServerCertificate":"/etc/mender/server.crt","TenantToken":"%s",
             "UpdatePollIntervalSeconds":2,"InventoryPollIntervalSeconds":3,"RetryPollIntervalSeconds":2,
             "DeviceTypeFile":"/etc/mender/device_type","UpdateControlMapExpirationTimeSeconds":10%s}
            """.formatted(
                        settings.server(),
                        settings.tenantToken(),
                        settings.verifyKey()
                                .map(key -> ",\"ArtifactVerifyKey\":\"/etc/mender/artifact-verify-key.pem\"")
                                .orElse(""));
    }

    private void script(String path, String text) throws IOException {
        Path file = Files.writeString(root.resolve(path), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A shell text that mounts this device's folders over the machine's and becomes the program in its arguments. */
    String mountAndExec() {
        return """
            set -e
            mount --make-rprivate /
            mount --bind "$0/etc" /etc/mender
            mount --bind "$0/identity" /usr/share/mender/identity
            mount --bind "$0/inventory" /usr/share/mender/inventory
            mount --bind "$0/modules" /usr/share/mender/modules/v3
            for reboot in /sbin/reboot /usr/sbin/reboot; do
                [ ! -e $reboot ] || mount --bind "$0/programs/reboot" "$(readlink -f $reboot)"
            done
            exec "$@"
            """;
    }

    Path bus() {
        return root.resolve("bus.sock");
    }

    Path busConfiguration() {
        return root.resolve("bus.conf");
    }

    Path log() {
        return root.resolve("client.log");
    }

    Path connectLog() {
        return root.resolve("connect.log");
    }

    void clientPid(long pid) throws IOException {
        Files.writeString(root.resolve("client.pid"), Long.toString(pid));
    }

    Path data() {
        return root.resolve("data");
    }

    /** Where this device's deployments of {@link MenderArtifact#singleFile} put their file. */
    Path installed() {
        return root.resolve("installed");
    }

    /** Programs that this device has its own of. */
    Path programs() {
        return root.resolve("programs");
    }

    Path root() {
        return root;
    }
}
