package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets through the handshake of those callers that the policy knows, and ends every other one: the other end is told nothing of
 * why, the log and the metrics are.
 *
 * <p>Safe for use by several threads.
 */
public final class PinnedCallers extends X509ExtendedTrustManager {

    private final LivePolicy policy;
    private final RareWarnings warnings =
            new RareWarnings(System.getLogger(PinnedCallers.class.getName()), System::nanoTime);
    private final Map<LivePolicy.Refusal, LongAdder> refused = new EnumMap<>(LivePolicy.Refusal.class);

    /** Lets the callers of that policy through, as it is at each handshake. */
    public PinnedCallers(LivePolicy policy) {
        this.policy = policy;
        for (LivePolicy.Refusal reason : LivePolicy.Refusal.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** How many handshakes were ended for that reason. */
    public long refused(LivePolicy.Refusal reason) {
        return Objects.requireNonNull(refused.get(reason)).sum();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (policy.judge(List.of(chain)) instanceof LivePolicy.Verdict.Refused verdict) {
            Objects.requireNonNull(refused.get(verdict.reason())).increment();
            String message = verdict.reason() + ": " + message(verdict, chain[0]);
            // Strangers have any number of keys, so that no key is a subject.
            warnings.warn(
                    verdict.reason()
                            + verdict.caller()
                                    .map(caller -> " " + caller.name())
                                    .orElse(""),
                    "handshake: refused, " + message);
            throw new CertificateException(message);
        }
    }

    private static String message(LivePolicy.Verdict.Refused verdict, X509Certificate presented) {
        String key = "key " + SpkiFingerprint.of(presented);
        String name = verdict.caller().map(Caller::name).orElse("nobody");
        return switch (verdict.reason()) {
            case UNKNOWN -> key + " is not in the agent's policy";
            case EXPIRED ->
                key + " of " + name + ", the certificate ended at "
                        + presented.getNotAfter().toInstant();
            case NOT_YET_VALID ->
                key + " of " + name + ", the certificate begins at "
                        + presented.getNotBefore().toInstant();
            case ENDED -> key + " of " + name + ", whose valid-until is over";
            case AMBIGUOUS -> key + ", the certificate fits several callers, " + name + " among them";
        };
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the agent trusts no server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    /** No names: callers are pinned by key, and a list of issuers would tell strangers who they are. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
