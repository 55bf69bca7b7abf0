package io.holdfast.tunnel;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.secrets.SecretText;
import java.net.URI;
import javax.net.ssl.SSLContext;

/**
 * Where a tunnel goes, and by whose leave.
 *
 * @param server scheme, host and port
 * @param token a personal access token or a session's
 */
public record TunnelServer(URI server, SSLContext tls, SecretText token, DeviceId device) {

    URI socket() {
        String scheme = "http".equals(server.getScheme()) ? "ws" : "wss";
        return URI.create(scheme + "://" + server.getRawAuthority() + "/api/management/v1/deviceconnect/devices/"
                + device + "/connect");
    }
}
