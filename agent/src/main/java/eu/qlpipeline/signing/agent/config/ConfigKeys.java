package eu.qlpipeline.signing.agent.config;

import static eu.qlpipeline.signing.agent.config.ValueType.bool;
import static eu.qlpipeline.signing.agent.config.ValueType.choice;
import static eu.qlpipeline.signing.agent.config.ValueType.integer;
import static eu.qlpipeline.signing.agent.config.ValueType.offOr;
import static eu.qlpipeline.signing.agent.config.ValueType.parsed;
import static eu.qlpipeline.signing.agent.config.ValueType.path;
import static eu.qlpipeline.signing.agent.config.ValueType.text;
import static eu.qlpipeline.signing.agent.config.ValueType.texts;

import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.config.ConfigKey.Fallback;
import eu.qlpipeline.signing.agent.key.KeyId;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.metrics.MetricsSettings;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.telemetry.LogFormat;
import eu.qlpipeline.signing.agent.telemetry.LogLevel;
import eu.qlpipeline.signing.agent.telemetry.LogSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The table of all keys. No key holds a secret: what is secret is named by where it is. */
final class ConfigKeys {

    static final ConfigKey<String> KEY_LABEL = new ConfigKey<>(
            "key.label",
            text(KeySettings.LABEL),
            Fallback.of(KeySettings.DEFAULT_LABEL),
            "CKA_LABEL of the key and its certificate.");
    static final ConfigKey<KeyId> KEY_ID = new ConfigKey<>(
            "key.id",
            parsed(KeyId.TEXT.toString(), KeyId::parse),
            Fallback.of(KeySettings.DEFAULT_ID),
            "CKA_ID of the key and its certificate.");

    static final ConfigKey<Path> CERTIFICATE_FILE = new ConfigKey<>(
            "certificate.file",
            path(),
            Fallback.of(CertificateSettings.DEFAULT_FILE),
            "The file that `init` writes the certificate of the signing key to. Where it is there, `serve` and `fetch` sign for no other"
                    + " certificate, `inspect` and `doctor` end with exit code 1 where the token has another, and `certificate --out`"
                    + " puts no other in its place, nor in that of any other certificate; where it is not, `serve`, `fetch` and `doctor` warn.");
    static final ConfigKey<String> CERTIFICATE_COUNTRY = new ConfigKey<>(
            "certificate.country",
            text(CertificateSettings.COUNTRY),
            Fallback.of(CertificateSettings.DEFAULT_COUNTRY),
            "C of the subject.");
    static final ConfigKey<String> CERTIFICATE_ORGANIZATION = new ConfigKey<>(
            "certificate.organization",
            text(CertificateSettings.NAME),
            Fallback.of(CertificateSettings.DEFAULT_ORGANIZATION),
            "O of the subject.");
    static final ConfigKey<String> CERTIFICATE_COMMON_NAME = new ConfigKey<>(
            "certificate.common-name",
            text(CertificateSettings.NAME),
            Fallback.of(CertificateSettings.DEFAULT_COMMON_NAME),
            "CN of the subject.");
    static final ConfigKey<List<String>> CERTIFICATE_DNS_NAMES = new ConfigKey<>(
            "certificate.dns-names",
            texts(CertificateSettings.DNS_NAME, CertificateSettings.DNS_NAME_COUNT),
            Fallback.of(CertificateSettings.DEFAULT_DNS_NAMES),
            "The DNS names of the subject alternative name.");
    static final ConfigKey<Integer> CERTIFICATE_VALIDITY_DAYS = new ConfigKey<>(
            "certificate.validity-days",
            integer(CertificateSettings.VALIDITY_DAYS),
            Fallback.of(CertificateSettings.DEFAULT_VALIDITY_DAYS),
            "How many days the certificate is valid.");
    static final ConfigKey<Boolean> CERTIFICATE_KEY_IDENTIFIERS = new ConfigKey<>(
            "certificate.key-identifiers",
            bool(),
            Fallback.of(CertificateSettings.DEFAULT_KEY_IDENTIFIERS),
            "Whether the certificate has subjectKeyIdentifier and authorityKeyIdentifier, by which web servers tell it from another of the"
                    + " same subject: `true` for every key after a pipeline's first.");

    static final ConfigKey<String> SERVER_ADDRESS = new ConfigKey<>(
            "server.address",
            text(ServerSettings.ADDRESS),
            Fallback.of(ServerSettings.DEFAULT_ADDRESS),
            "The address to listen on.");
    static final ConfigKey<Integer> SERVER_PORT = new ConfigKey<>(
            "server.port",
            integer(ServerSettings.PORT),
            Fallback.of(ServerSettings.DEFAULT_PORT),
            "The TCP port to listen on; 0 lets the system choose.");
    static final ConfigKey<Path> SERVER_CERTIFICATE = new ConfigKey<>(
            "server.certificate",
            path(),
            Fallback.of(ServerSettings.DEFAULT_CERTIFICATE),
            "The TLS certificate of the agent, PEM.");
    static final ConfigKey<Path> SERVER_KEY = new ConfigKey<>(
            "server.key",
            path(),
            Fallback.of(ServerSettings.DEFAULT_KEY),
            "The EC P-256 key of that certificate, PKCS#8 PEM; never the signing key.");
    static final ConfigKey<Boolean> SERVER_REFLECTION = new ConfigKey<>(
            "server.reflection",
            bool(),
            Fallback.of(ServerSettings.DEFAULT_REFLECTION),
            "Whether gRPC server reflection is offered.");
    static final ConfigKey<Integer> SERVER_DRAIN_SECONDS = new ConfigKey<>(
            "server.drain-seconds",
            integer(ServerSettings.DRAIN_SECONDS),
            Fallback.of(ServerSettings.DEFAULT_DRAIN_SECONDS),
            "How long to wait for calls in flight when stopping.");

    static final ConfigKey<Integer> SIGNING_THREADS = new ConfigKey<>(
            "signing.threads",
            integer(SigningSettings.THREADS),
            Fallback.ofMachine(SigningSettings.defaultThreads(), "number of processors"),
            "How many threads sign at the same time; 1 for a token that makes one signature at a time.");
    static final ConfigKey<Integer> SIGNING_QUEUE_LIMIT = new ConfigKey<>(
            "signing.queue-limit",
            integer(SigningSettings.QUEUE_LIMIT),
            Fallback.of(SigningSettings.DEFAULT_QUEUE_LIMIT),
            "How many requests may wait for a thread before more are refused.");
    static final ConfigKey<Integer> SIGNING_MAX_BATCH = new ConfigKey<>(
            "signing.max-batch",
            integer(SigningSettings.MAX_BATCH),
            Fallback.of(SigningSettings.DEFAULT_MAX_BATCH),
            "How many bound challenges one signature may answer.");

    static final ConfigKey<Path> PROVIDERS_DIRECTORY = new ConfigKey<>(
            "providers.directory",
            path(),
            Fallback.of(PolicySettings.DEFAULT_DIRECTORY),
            "The directory with one YAML file for each caller.");
    static final ConfigKey<String> METRICS_ADDRESS = new ConfigKey<>(
            "metrics.address",
            text(ServerSettings.ADDRESS),
            Fallback.of(MetricsSettings.DEFAULT_ADDRESS),
            "The address to offer metrics on.");
    static final ConfigKey<OptionalInt> METRICS_PORT = new ConfigKey<>(
            "metrics.port",
            offOr(ServerSettings.PORT),
            Fallback.of(MetricsSettings.DEFAULT_PORT),
            "The TCP port to offer metrics on, by HTTP; 0 lets the system choose.");
    static final ConfigKey<LogFormat> LOG_FORMAT = new ConfigKey<>(
            "log.format", choice(LogFormat.class), Fallback.of(LogSettings.DEFAULT_FORMAT), "The form of a log line.");
    static final ConfigKey<LogLevel> LOG_LEVEL = new ConfigKey<>(
            "log.level", choice(LogLevel.class), Fallback.of(LogSettings.DEFAULT_LEVEL), "The least level logged.");

    /** All keys, in the order of the documentation. */
    static final List<ConfigKey<?>> ALL = List.of(
            TokenKeys.TOKEN_MODULE,
            TokenKeys.TOKEN_LABEL,
            TokenKeys.TOKEN_SERIAL,
            TokenKeys.TOKEN_URI,
            TokenKeys.TOKEN_PIN_FILE,
            TokenKeys.TOKEN_PIN_CREDENTIAL,
            TokenKeys.TOKEN_PIN_ENVIRONMENT,
            TokenKeys.TOKEN_PIN_PROMPT,
            TokenKeys.TOKEN_LATCH,
            TokenKeys.TOKEN_ARGUMENTS,
            TokenKeys.KEEP_ALIVE_SECONDS,
            TokenKeys.HANG_SECONDS,
            TokenKeys.HANG_LIMIT,
            KEY_LABEL,
            KEY_ID,
            CERTIFICATE_FILE,
            CERTIFICATE_COUNTRY,
            CERTIFICATE_ORGANIZATION,
            CERTIFICATE_COMMON_NAME,
            CERTIFICATE_DNS_NAMES,
            CERTIFICATE_VALIDITY_DAYS,
            CERTIFICATE_KEY_IDENTIFIERS,
            SERVER_ADDRESS,
            SERVER_PORT,
            SERVER_CERTIFICATE,
            SERVER_KEY,
            SERVER_REFLECTION,
            SERVER_DRAIN_SECONDS,
            SIGNING_THREADS,
            SIGNING_QUEUE_LIMIT,
            SIGNING_MAX_BATCH,
            PROVIDERS_DIRECTORY,
            AuditKeys.MODE,
            AuditKeys.DIRECTORY,
            AuditKeys.CHECKPOINT_RECORDS,
            AuditKeys.CHECKPOINT_MINUTES,
            AuditKeys.SEGMENT_BYTES,
            METRICS_ADDRESS,
            METRICS_PORT,
            LOG_FORMAT,
            LOG_LEVEL);

    private ConfigKeys() {}
}
