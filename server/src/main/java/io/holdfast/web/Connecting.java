package io.holdfast.web;

import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.TenantId;
import io.holdfast.web.view.ConnectView;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** What a device needs to know to come here: {@code mender.conf} to the letter, and the commands to type. */
final class Connecting {
    // A device that was just installed should show up while its owner watches; 60 s and memory-only polls cost nothing.
    private static final int POLL_SECONDS = 60;
    private static final int INVENTORY_SECONDS = 600;
    private static final int RETRY_SECONDS = 30;

    private final Function<TenantId, Optional<SecretText>> tenantToken;
    private final Supplier<Optional<SelfSignedCertificate>> certificate;

    /** The token is empty for the tenant whose devices send none. */
    Connecting(
            Function<TenantId, Optional<SecretText>> tenantToken,
            Supplier<Optional<SelfSignedCertificate>> certificate) {
        this.tenantToken = tenantToken;
        this.certificate = certificate;
    }

    Optional<SelfSignedCertificate> certificate() {
        return certificate.get();
    }

    ConnectView view(URI publicUrl, TenantId tenant) {
        String url = publicUrl.toString().replaceAll("/+$", "");
        Optional<SelfSignedCertificate> own = certificate.get();
        String conf = conf(url, own.isPresent(), tenantToken.apply(tenant));
        return new ConnectView(url, conf, commands(conf, own), own.map(SelfSignedCertificate::fingerprint));
    }

    private static String conf(String url, boolean selfSigned, Optional<SecretText> token) {
        ObjectNode conf = Json.object().put("ServerURL", url);
        if (selfSigned) {
            conf.put("ServerCertificate", "/etc/mender/server.crt");
        }
        token.ifPresent(text -> conf.put("TenantToken", text.reveal()));
        conf.put("UpdatePollIntervalSeconds", POLL_SECONDS)
                .put("InventoryPollIntervalSeconds", INVENTORY_SECONDS)
                .put("RetryPollIntervalSeconds", RETRY_SECONDS);
        return conf.toPrettyString().replace("\" : ", "\": ");
    }

    // Debian ships neither an identity script nor the state directory that /var/lib/mender points to.
    private static String commands(String conf, Optional<SelfSignedCertificate> own) {
        StringBuilder text = new StringBuilder("""
                sudo apt-get install -y mender-client
                sudo mkdir -p /data/mender /etc/mender /usr/share/mender/identity
                """);
        own.ifPresent(certificate -> text.append(file("/etc/mender/server.crt", certificate.pem())));
        text.append(file("/etc/mender/mender.conf", conf + "\n"));
        text.append(file("/usr/share/mender/identity/mender-device-identity", """
                #!/bin/sh
                cat /sys/class/net/*/address | grep -v 00:00:00:00:00:00 | sort | head -n 1 | sed s/^/mac=/
                """));
        return text.append("""
                sudo chmod +x /usr/share/mender/identity/mender-device-identity
                echo device_type=my-board | sudo tee /data/mender/device_type
                echo artifact_name=initial | sudo tee /etc/mender/artifact_info
                sudo systemctl restart mender-client
                """).toString();
    }

    private static String file(String path, String content) {
        return "sudo tee " + path + " >/dev/null <<'EOF'\n" + content + "EOF\n";
    }
}
