package eu.qlpipeline.signing.agent.config;

import static eu.qlpipeline.signing.agent.config.ValueType.choice;
import static eu.qlpipeline.signing.agent.config.ValueType.integer;
import static eu.qlpipeline.signing.agent.config.ValueType.path;

import eu.qlpipeline.signing.agent.audit.AuditMode;
import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.config.ConfigKey.Fallback;
import java.nio.file.Path;

/** The keys of the audit log, a part of the table in {@link ConfigKeys}. */
final class AuditKeys {

    static final ConfigKey<AuditMode> MODE = new ConfigKey<>(
            "audit.mode",
            choice(AuditMode.class),
            Fallback.of(AuditSettings.DEFAULT_MODE),
            "Whether there is an audit log; `off` is for measuring what it costs.");
    static final ConfigKey<Path> DIRECTORY = new ConfigKey<>(
            "audit.directory",
            path(),
            Fallback.of(AuditSettings.DEFAULT_DIRECTORY),
            "The directory of the audit log, made where there is none; one above it is not made.");
    static final ConfigKey<Integer> CHECKPOINT_RECORDS = new ConfigKey<>(
            "audit.checkpoint-records",
            integer(AuditSettings.CHECKPOINT_RECORDS),
            Fallback.of(AuditSettings.DEFAULT_CHECKPOINT_RECORDS),
            "After how many records the key signs the log.");
    static final ConfigKey<Integer> CHECKPOINT_MINUTES = new ConfigKey<>(
            "audit.checkpoint-minutes",
            integer(AuditSettings.CHECKPOINT_MINUTES),
            Fallback.of(AuditSettings.DEFAULT_CHECKPOINT_MINUTES),
            "After how many minutes the key signs the log, if there are new records.");
    static final ConfigKey<Integer> SEGMENT_BYTES = new ConfigKey<>(
            "audit.segment-bytes",
            integer(AuditSettings.SEGMENT_BYTES),
            Fallback.of(AuditSettings.DEFAULT_SEGMENT_BYTES),
            "From which size on a new file of the log is begun.");

    private AuditKeys() {}
}
