package io.holdfast.fleet.stub;

import io.holdfast.fleet.process.Command;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Options of a TLS listener with a fresh self-signed certificate for localhost. */
public final class StubCertificate {
    private StubCertificate() {}

    public static HttpServerOptions options(Path folder) {
        Path store = folder.resolve("stub.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String words =
                keytool + " -genkeypair -keystore " + store + " -storetype PKCS12 -storepass testing -alias server"
                        + " -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1";
        Command.of(List.of(words.split(" "))).run(Duration.ofMinutes(1));
        return new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword("testing"));
    }
}
