package eu.qlpipeline.signing.agent.config;

import static eu.qlpipeline.signing.agent.config.ValueType.integer;

import eu.qlpipeline.signing.agent.config.ConfigKey.Fallback;
import eu.qlpipeline.signing.agent.generation.SupervisionSettings;
import eu.qlpipeline.signing.agent.watch.HangSettings;

/** The keys of the watch over the token, a part of the table in {@link ConfigKeys}. */
final class SupervisionKeys {

    static final ConfigKey<Integer> KEEP_ALIVE_SECONDS = new ConfigKey<>(
            "supervision.keep-alive-seconds",
            integer(SupervisionSettings.KEEP_ALIVE_SECONDS),
            Fallback.of(SupervisionSettings.DEFAULT_KEEP_ALIVE_SECONDS),
            "After how long without a verified signature the agent makes one of its own.");
    static final ConfigKey<Integer> HANG_SECONDS = new ConfigKey<>(
            "supervision.hang-seconds",
            integer(HangSettings.AFTER_SECONDS),
            Fallback.of(HangSettings.DEFAULT_AFTER_SECONDS),
            "How long a call into the library may take before it is given up.");
    static final ConfigKey<Integer> HANG_LIMIT = new ConfigKey<>(
            "supervision.hang-limit",
            integer(HangSettings.LIMIT),
            Fallback.of(HangSettings.DEFAULT_LIMIT),
            "How many calls may be given up before the agent ends; at half of them it stops to serve.");

    private SupervisionKeys() {}
}
