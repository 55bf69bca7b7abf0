package io.holdfast.web.view;

import java.util.Optional;

/**
 * How a device is pointed here.
 *
 * @param menderConf the whole file
 * @param commands all that is typed on the device
 * @param fingerprint SHA-256 of the server's certificate where it signed itself
 */
public record ConnectView(String serverUrl, String menderConf, String commands, Optional<String> fingerprint) {}
