package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Callers, made when they are needed, that may ask an agent for everything. */
final class Crew {

    private final OpenSsl openSsl;
    private final Path folder;
    private final List<TlsIdentity> identities = new ArrayList<>();

    /**
     * @param folder an existing folder for their keys
     */
    Crew(OpenSsl openSsl, Path folder) {
        this.openSsl = openSsl;
        this.folder = folder;
    }

    /** So many callers, beginning with the first. */
    List<TlsIdentity> first(int count) {
        while (identities.size() < count) {
            identities.add(TlsIdentity.make(openSsl, folder, name(identities.size())));
        }
        return List.copyOf(identities.subList(0, count));
    }

    /** Writes the entries of so many callers into an existing folder. */
    void admit(int count, Path providers) {
        List<TlsIdentity> admitted = first(count);
        try {
            for (int i = 0; i < count; i++) {
                Files.copy(admitted.get(i).certificate(), providers.resolve(name(i) + ".crt"));
                Files.writeString(providers.resolve(name(i) + ".yaml"), """
                        certificate: %1$s.crt
                        purposes: [raw-challenge, bound-challenge, tls13-certificate-verify]
                        audiences: [%1$s.example]
                        """.formatted(name(i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(int caller) {
        return "caller-" + caller;
    }
}
