package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Recorded;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.load.OneCore;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.time.Duration;
import java.util.List;

/** Verifications per second on one core, over those of {@code openssl speed} before and after. */
final class VerificationOnly implements Scenario {

    private static final Duration WARM_UP = Duration.ofSeconds(2);

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(
                "verify_1core",
                "verifications of a raw answer on one core over those of openssl speed rsa4096",
                "1/s",
                Limit.atLeast(1.00)));
    }

    @Override
    public Running open(Stand stand) {
        Recorded recorded = Recorded.of(stand.bed());
        SignatureVerifier verifier = verifier(recorded);
        OneCore.run(() -> verify(verifier, recorded), WARM_UP);
        return () -> {
            double before = OpenSslSpeed.run(stand).verifiesPerSecond();
            Load load =
                    OneCore.run(() -> verify(verifier, recorded), stand.pace().load());
            double after = OpenSslSpeed.run(stand).verifiesPerSecond();
            return List.of(Reading.of(load.perSecond() / ((before + after) / 2), load.perSecond(), load));
        };
    }

    private static SignatureVerifier verifier(Recorded recorded) {
        try {
            return SignatureVerifier.of(recorded.certificate());
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void verify(SignatureVerifier verifier, Recorded recorded) {
        try {
            verifier.verify(recorded.challenge(), recorded.signature());
        } catch (SignatureException e) {
            throw new IllegalStateException("signature: does not verify", e);
        }
    }
}
