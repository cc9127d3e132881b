package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.ModeOptions.Mode;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.Audience;
import java.util.List;
import java.util.Optional;

/**
 * What the stored certificates leave open of mode and audience.
 *
 * @param stored the trusted list
 */
record Enrolments(List<StoredCertificate> stored) {

    /**
     * The mode that is asked for, else the one that all stored certificates have.
     *
     * @throws UsageException if they have different ones
     * @throws VerificationException if none is stored for the mode that is asked for
     */
    Mode mode(Optional<Mode> asked) throws VerificationException {
        List<Mode> modes = stored.stream().map(Enrolments::mode).distinct().toList();
        if (asked.isEmpty() && modes.size() > 1) {
            throw new UsageException(
                    "mode: certificates are stored for raw and for bound (expected: --mode)",
                    null,
                    "add --mode raw or --mode bound");
        }
        Mode mode = asked.orElseGet(() -> modes.isEmpty() ? Mode.raw : modes.get(0));
        if (!modes.isEmpty() && !modes.contains(mode)) {
            throw new VerificationException(
                    VerificationException.Reason.MODE_UNEXPECTED,
                    "mode: " + mode + " (expected: " + modes.get(0) + ", as every certificate is stored)",
                    null);
        }
        return mode;
    }

    /**
     * The audience that is asked for, else the one that all certificates for bound mode have.
     *
     * @throws UsageException if there is not exactly one
     */
    Audience audience(Optional<Audience> asked) {
        List<Audience> names = stored.stream()
                .map(StoredCertificate::enrolment)
                .filter(Enrolment.Bound.class::isInstance)
                .map(enrolment -> ((Enrolment.Bound) enrolment).audience())
                .distinct()
                .toList();
        return asked.or(() -> names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty())
                .orElseThrow(() -> new UsageException(
                        "audience: " + names.size() + " stored (expected: one, or --audience)",
                        null,
                        "add --audience NAME"));
    }

    private static Mode mode(StoredCertificate certificate) {
        return certificate.enrolment() instanceof Enrolment.Bound ? Mode.bound : Mode.raw;
    }
}
