package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A signer that records what it is asked for, answers when the test permits, and fails when the test says so. */
final class TestingSigner implements PurposeSigner {

    static final SigningKey KEY =
            new SigningKey(CertificateFingerprint.ofBytes(new byte[32]), SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    static final PssSignature SIGNATURE = PssSignature.of(new byte[512]);

    private final List<SigningPurpose> asked = new CopyOnWriteArrayList<>();
    private final Semaphore permits = new Semaphore(0);
    private volatile @Nullable Supplier<RuntimeException> failure;

    /** Lets that many calls go on. */
    void permit(int calls) {
        permits.release(calls);
    }

    void failWith(Supplier<RuntimeException> next) {
        failure = next;
    }

    /** What was asked for, in order. */
    List<SigningPurpose> asked() {
        return asked;
    }

    @Override
    public SigningKey key() {
        return KEY;
    }

    @Override
    public Made sign(SigningKey key, SigningPurpose purpose) {
        asked.add(purpose);
        permits.acquireUninterruptibly();
        Supplier<RuntimeException> wanted = failure;
        if (wanted != null) {
            throw wanted.get();
        }
        return new Made(SIGNATURE, 7);
    }

    static AgentException lost() {
        return new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token: session lost");
    }
}
