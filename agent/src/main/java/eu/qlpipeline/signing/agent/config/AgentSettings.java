package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.SupervisionSettings;
import eu.qlpipeline.signing.agent.key.KeyId;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.metrics.MetricsSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.selection.Pkcs11Uri;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.telemetry.LogSettings;

/**
 * The settings of every part of the agent.
 *
 * @param token the token
 * @param supervision how closely the token is watched
 * @param key the signing key
 * @param certificate its certificate
 * @param server the server
 * @param signing the signing threads
 * @param providers the callers
 * @param audit the audit log
 * @param metrics where metrics are offered
 * @param log the log
 */
public record AgentSettings(
        TokenSettings token,
        SupervisionSettings supervision,
        KeySettings key,
        CertificateSettings certificate,
        ServerSettings server,
        SigningSettings signing,
        PolicySettings providers,
        AuditSettings audit,
        MetricsSettings metrics,
        LogSettings log) {

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the URI of the token names another key */
    public AgentSettings {
        if (token.token() instanceof TokenSelector.ByUri selector) {
            requireSameKey(selector.uri(), key);
        }
    }

    private static void requireSameKey(Pkcs11Uri uri, KeySettings key) {
        uri.object().filter(label -> !label.equals(key.label())).ifPresent(label -> {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "token.uri: object " + label + " (expected: " + key.label() + ", as key.label)");
        });
        uri.id().map(KeyId::ofBytes).filter(id -> !id.equals(key.id())).ifPresent(id -> {
            throw new AgentException(
                    ReasonCode.CONFIGURATION, "token.uri: id " + id + " (expected: " + key.id() + ", as key.id)");
        });
    }
}
