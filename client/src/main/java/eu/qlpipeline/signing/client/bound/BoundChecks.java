package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of a bound answer as people read them; written out only where somebody asks, or one has failed. */
final class BoundChecks {

    private static final List<Check.Name> ORDER = List.of(
            Check.Name.ENROLLED,
            Check.Name.NONCE,
            Check.Name.TRUSTED,
            Check.Name.NOT_EXPIRED,
            Check.Name.TIMES,
            Check.Name.SIGNATURE);

    private BoundChecks() {}

    /** All of them, passed. */
    static List<Check> all(StoredCertificate stored, Nonce nonce, BoundAnswer answer) {
        return ORDER.stream()
                .map(name -> new Check(name, true, detail(name, stored, nonce, answer)))
                .toList();
    }

    /** Those before one, passed; of a certificate that is not stored there is no enrolment. */
    static List<Check> before(Check.Name name, Optional<StoredCertificate> stored, Nonce nonce, BoundAnswer answer) {
        List<Check> checks = new ArrayList<>();
        for (Check.Name before : ORDER.subList(0, ORDER.indexOf(name))) {
            if (stored.isPresent()) {
                checks.add(new Check(before, true, detail(before, stored.get(), nonce, answer)));
            } else if (before == Check.Name.NONCE) {
                checks.add(new Check(before, true, nonce.hex()));
            }
        }
        return checks;
    }

    private static String detail(Check.Name name, StoredCertificate stored, Nonce nonce, BoundAnswer answer) {
        BoundChallenge.Validity validity = answer.terms().validity();
        return switch (name) {
            case ENROLLED -> enrolled(stored.enrolment());
            case NONCE -> nonce.hex();
            case TIMES ->
                "good from " + Instant.ofEpochMilli(validity.issuedAtMillis()) + " to "
                        + Instant.ofEpochMilli(validity.expiresAtMillis());
            case NOT_EXPIRED ->
                "valid from " + stored.certificate().getNotBefore().toInstant() + " to "
                        + stored.certificate().getNotAfter().toInstant();
            case TRUSTED -> stored.fingerprint().toString();
            case SIGNATURE -> answer.terms().scheme() + proof(answer.proof());
            case SUBJECT -> throw new IllegalArgumentException("subject: not looked at, since anybody can issue one");
        };
    }

    private static String enrolled(Enrolment enrolment) {
        return enrolment instanceof Enrolment.Bound bound
                ? "bound, audience " + bound.audience() + ", channel binding " + bound.channelBinding()
                : enrolment.mode();
    }

    private static String proof(AnswerProof proof) {
        return proof instanceof AnswerProof.Batched batched
                ? ", place " + batched.proof().index() + " of a batch of height "
                        + batched.proof().height()
                : "";
    }
}
