package eu.qlpipeline.signing.bench.curve;

import eu.qlpipeline.signing.bench.bed.Recorded;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.bed.Verifiers;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.load.OneCore;
import eu.qlpipeline.signing.bench.measure.Curve;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.VerificationException;
import java.util.List;

/** Time of one verification among more and more stored certificates, as a multiple of that with one. */
final class CertificateGrowth implements Curve {

    private static final String NAME = "growth_certificates";
    private static final List<Integer> CERTIFICATES = List.of(1, 100, 1000, 10_000);
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double FLAT = 1.10;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Integer> values() {
        return CERTIFICATES;
    }

    @Override
    public List<Figure> figures() {
        return CERTIFICATES.stream()
                .map(count -> new Figure(
                        NAME + "_" + count,
                        "time of one verification with " + count + " stored certificates over that with one",
                        "us",
                        Limit.atMost(FLAT)))
                .toList();
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        Recorded recorded;
        List<ChallengeVerifier> verifiers;
        try (RunningAgent agent = stand.bed().start()) {
            recorded = Recorded.of(agent);
            verifiers = CERTIFICATES.stream()
                    .map(count -> Verifiers.rawAmong(count, agent))
                    .toList();
        }
        Running running = () -> {
            List<Load> loads = verifiers.stream()
                    .map(verifier -> OneCore.run(
                            () -> verify(verifier, recorded), stand.pace().raw()))
                    .toList();
            double base = loads.get(0).perSecond();
            return loads.stream()
                    .map(load -> Reading.of(base / load.perSecond(), MICROS_PER_SECOND / load.perSecond(), load))
                    .toList();
        };
        running.measure();
        return running;
    }

    private static void verify(ChallengeVerifier verifier, Recorded recorded) {
        try {
            if (verifier.checkRecorded(recorded.answer(), recorded.certificate())
                    .checks()
                    .isEmpty()) {
                throw new IllegalStateException("answer: not checked");
            }
        } catch (VerificationException e) {
            throw new IllegalStateException("answer: does not verify", e);
        }
    }
}
