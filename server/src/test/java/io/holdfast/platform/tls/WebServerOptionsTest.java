package io.holdfast.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WebServerOptionsTest {
    private static final Path SETTING = Path.of("/proc/sys/net/core/somaxconn");

    @Test
    void as_many_connections_may_wait_as_the_kernel_lets() throws IOException {
        assumeTrue(Files.exists(SETTING), "the kernel tells");
        try (BufferedReader setting = Files.newBufferedReader(SETTING)) {
            assertThat(WebServerOptions.plain().getAcceptBacklog())
                    .isEqualTo(Integer.parseInt(String.valueOf(setting.readLine())));
        }
    }
}
