package io.holdfast.platform.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Under which names a self-signed certificate is good: this machine's, and the public one. */
record SubjectNames(Set<String> names) {

    static SubjectNames here(Optional<String> publicHost) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        machine().ifPresent(names::add);
        publicHost.ifPresent(names::add);
        return new SubjectNames(names);
    }

    GeneralNames encoded() {
        return new GeneralNames(names.stream().map(SubjectNames::encoded).toArray(GeneralName[]::new));
    }

    static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    private static GeneralName encoded(String name) {
        return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    /** A name that no certificate can carry (an underscore, a blank) is left out. */
    private static Optional<String> machine() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName())
                    .filter(it -> it.matches("[A-Za-z0-9.-]{1,253}"));
        } catch (UnknownHostException nameless) {
            return Optional.empty();
        }
    }
}
