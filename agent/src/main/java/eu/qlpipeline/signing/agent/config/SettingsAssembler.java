package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.files.WrittenPath;
import eu.qlpipeline.signing.agent.generation.SupervisionSettings;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.metrics.MetricsSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.telemetry.LogSettings;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes the settings of each part from the values of the keys. */
final class SettingsAssembler {

    private static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";

    private final TypedValues values;
    private final Map<String, String> environment;

    SettingsAssembler(TypedValues values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    AgentSettings assemble() {
        return new AgentSettings(
                new TokenSettings(
                        values.get(TokenKeys.TOKEN_MODULE),
                        token(),
                        pin(),
                        values.get(TokenKeys.TOKEN_LATCH),
                        values.get(TokenKeys.TOKEN_ARGUMENTS)),
                supervision(),
                new KeySettings(values.get(ConfigKeys.KEY_LABEL), values.get(ConfigKeys.KEY_ID)),
                certificate(),
                server(),
                new SigningSettings(
                        values.get(ConfigKeys.SIGNING_THREADS),
                        values.get(ConfigKeys.SIGNING_QUEUE_LIMIT),
                        values.get(ConfigKeys.SIGNING_MAX_BATCH)),
                new PolicySettings(values.get(ConfigKeys.PROVIDERS_DIRECTORY)),
                audit(),
                new MetricsSettings(values.get(ConfigKeys.METRICS_ADDRESS), values.get(ConfigKeys.METRICS_PORT)),
                new LogSettings(values.get(ConfigKeys.LOG_FORMAT), values.get(ConfigKeys.LOG_LEVEL)));
    }

    private TokenSelector token() {
        return values.find(TokenKeys.TOKEN_LABEL)
                .<TokenSelector>map(TokenSelector.ByLabel::new)
                .or(() -> values.find(TokenKeys.TOKEN_SERIAL).map(TokenSelector.BySerial::new))
                .orElseGet(() -> new TokenSelector.ByUri(values.get(TokenKeys.TOKEN_URI)));
    }

    private PinSource pin() {
        return values.find(TokenKeys.TOKEN_PIN_FILE)
                .<PinSource>map(PinSource.File::new)
                .or(() -> values.find(TokenKeys.TOKEN_PIN_CREDENTIAL)
                        .map(name -> new PinSource.Credential(name, credentialsDirectory())))
                .or(() -> values.find(TokenKeys.TOKEN_PIN_ENVIRONMENT).map(PinSource.Environment::new))
                .orElseGet(PinSource.Prompt::new);
    }

    private Optional<Path> credentialsDirectory() {
        return Optional.ofNullable(environment.get(CREDENTIALS_DIRECTORY))
                .map(path -> WrittenPath.of(CREDENTIALS_DIRECTORY, path));
    }

    private AuditSettings audit() {
        return new AuditSettings(
                values.get(AuditKeys.MODE),
                values.get(AuditKeys.DIRECTORY),
                values.get(AuditKeys.CHECKPOINT_RECORDS),
                values.get(AuditKeys.CHECKPOINT_MINUTES),
                values.get(AuditKeys.SEGMENT_BYTES));
    }

    private SupervisionSettings supervision() {
        return new SupervisionSettings(
                new HangSettings(
                        Duration.ofSeconds(values.get(TokenKeys.HANG_SECONDS)), values.get(TokenKeys.HANG_LIMIT)),
                Duration.ofSeconds(values.get(TokenKeys.KEEP_ALIVE_SECONDS)));
    }

    private CertificateSettings certificate() {
        return new CertificateSettings(
                values.get(ConfigKeys.CERTIFICATE_FILE),
                values.get(ConfigKeys.CERTIFICATE_COUNTRY),
                values.get(ConfigKeys.CERTIFICATE_ORGANIZATION),
                values.get(ConfigKeys.CERTIFICATE_COMMON_NAME),
                values.get(ConfigKeys.CERTIFICATE_DNS_NAMES),
                values.get(ConfigKeys.CERTIFICATE_VALIDITY_DAYS),
                values.get(ConfigKeys.CERTIFICATE_KEY_IDENTIFIERS));
    }

    private ServerSettings server() {
        return new ServerSettings(
                values.get(ConfigKeys.SERVER_ADDRESS),
                values.get(ConfigKeys.SERVER_PORT),
                values.get(ConfigKeys.SERVER_CERTIFICATE),
                values.get(ConfigKeys.SERVER_KEY),
                values.get(ConfigKeys.SERVER_REFLECTION),
                Duration.ofSeconds(values.get(ConfigKeys.SERVER_DRAIN_SECONDS)));
    }
}
