package eu.qlpipeline.signing.agent.pkcs11.pin;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.watch.OwnCall;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the PIN comes from: always a reference, so that no configuration, command line or message can hold the PIN. It
 * is read afresh for each login, unless it is {@link Kept}, or {@link ReadOnce}.
 */
public sealed interface PinSource
        permits PinSource.File,
                PinSource.Credential,
                PinSource.Environment,
                PinSource.Prompt,
                PinSource.Kept,
                ReadOnce {

    /** Greatest size of a PIN in bytes. */
    int MAX_BYTES = 256;

    /** What stands for a byte that is none of the locale's characters. */
    char UNDECODABLE = '\uFFFD';

    /** What the name of an environment variable may be. Not repeated in messages: somebody may have put the PIN here. */
    TextRule VARIABLE = TextRule.unechoed("[A-Za-z_][A-Za-z0-9_]{0,127}", "the name of an environment variable");

    /** What the name of a credential may be. Not repeated in messages: somebody may have put the PIN here. */
    TextRule CREDENTIAL = TextRule.unechoed(
            "[A-Za-z_][A-Za-z0-9_.-]{0,127}", "the name of a systemd credential, starting with a letter");

    /**
     * Reads the PIN; the caller closes it.
     *
     * @throws AgentException {@link ReasonCode#PIN_REJECTED}, with hints, if there is none, or others could have read it
     */
    Pin read();

    /** A PIN that this process was given as text; the characters are wiped. A token would count one that came garbled. */
    private static Pin text(String source, char[] characters) {
        try {
            if (CharBuffer.wrap(characters).chars().noneMatch(character -> character == UNDECODABLE)) {
                return Pin.of(characters);
            }
        } catch (IllegalArgumentException e) {
            // Half a character: as good as one that was not decoded.
        } finally {
            Arrays.fill(characters, '\0');
        }
        throw new AgentException(
                ReasonCode.PIN_REJECTED,
                source + ": not text in the locale of this process (expected: UTF-8)",
                "set LC_ALL=C.UTF-8, or use token.pin.file");
    }

    /** The source in words, for example {@code file /etc/signing-agent/pin}. */
    String describe();

    /**
     * A regular file of at most 256 bytes that only its owner, the user of this process or root, may read or write. One
     * newline at its end is not part of the PIN.
     *
     * @param path the file
     */
    record File(Path path) implements PinSource {

        @Override
        public Pin read() {
            return PinFile.of(path, PinFile.Access.OWNER_ONLY).read();
        }

        @Override
        public String describe() {
            return "file " + path;
        }
    }

    /**
     * A credential that systemd hands to the service: the file of that name in {@code $CREDENTIALS_DIRECTORY}. As systemd
     * lets the service in by an access control list, which shows as group bits, the group may read it if root owns it.
     *
     * @param name the name of the credential
     * @param directory what {@code CREDENTIALS_DIRECTORY} says; empty where systemd gave none
     */
    record Credential(String name, Optional<Path> directory) implements PinSource {

        /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the name breaks its rule */
        public Credential {
            CREDENTIAL.require("token.pin.credential", name);
        }

        @Override
        public Pin read() {
            Path parent = directory.orElseThrow(() -> CredentialProblem.none(name));
            Path file = parent.resolve(name);
            if (Files.notExists(file)) {
                throw CredentialProblem.absent(name, parent);
            }
            return PinFile.of(file, PinFile.Access.GROUP_OF_ROOT).read();
        }

        @Override
        public String describe() {
            return "systemd credential " + name;
        }
    }

    /**
     * A variable of the environment. Other processes of the same user can read it, so this is for tests and containers.
     *
     * @param variable the name of the variable
     */
    record Environment(String variable) implements PinSource {

        /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the name breaks its rule */
        public Environment {
            VARIABLE.require("token.pin.environment", variable);
        }

        @Override
        public Pin read() {
            return readFrom(System::getenv);
        }

        Pin readFrom(Function<String, @Nullable String> environment) {
            String value = environment.apply(variable);
            if (value == null || value.isEmpty() || value.length() > MAX_BYTES) {
                throw new AgentException(
                        ReasonCode.PIN_REJECTED,
                        "token.pin.environment: " + variable + " is not set, empty or too long (expected: 1 to "
                                + MAX_BYTES + " characters)",
                        "export " + variable + " in the environment of the agent, or use token.pin.file");
            }
            return text("token.pin.environment: " + variable, value.toCharArray());
        }

        @Override
        public String describe() {
            return "environment variable " + variable;
        }
    }

    /** A person at the terminal, who may take longer to type it than any token. */
    record Prompt() implements PinSource {

        @Override
        public Pin read() {
            return OwnCall.aside(() -> readFrom(() -> Optional.ofNullable(System.console())
                    .map(console -> console.readPassword("PIN of the token: "))
                    .orElse(null)));
        }

        Pin readFrom(Supplier<char @Nullable []> terminal) {
            char[] typed = terminal.get();
            if (typed == null || typed.length == 0) {
                throw new AgentException(
                        ReasonCode.PIN_REJECTED,
                        "token.pin.prompt: nothing was typed at a terminal (expected: the PIN)",
                        "start the agent at a terminal, or use token.pin.file");
            }
            return text("token.pin.prompt", typed);
        }

        @Override
        public String describe() {
            return "prompt";
        }
    }

    /**
     * What another source gave, for several logins; each has its own, and who read it closes it.
     *
     * @param pin the PIN
     * @param describe the other source in words
     */
    record Kept(Pin pin, String describe) implements PinSource {

        @Override
        public Pin read() {
            return pin.copy();
        }
    }
}
