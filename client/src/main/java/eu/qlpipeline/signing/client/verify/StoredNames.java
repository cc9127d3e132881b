package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import java.util.List;
import java.util.stream.Collectors;

/** How messages name the certificates that would have been right. */
public final class StoredNames {

    private static final int SHOWN = 3;

    private StoredNames() {}

    /** The fingerprints of some of the certificates, and how many more there are. */
    public static String oneOf(List<StoredCertificate> stored) {
        if (stored.isEmpty()) {
            return "a stored one, but none is stored";
        }
        String shown = stored.stream()
                .limit(SHOWN)
                .map(certificate -> certificate.fingerprint().toString())
                .collect(Collectors.joining(" or "));
        int more = stored.size() - SHOWN;
        return more > 0 ? shown + " or one of " + more + " more" : shown;
    }
}
