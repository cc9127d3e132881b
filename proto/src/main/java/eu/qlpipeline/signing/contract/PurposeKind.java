package eu.qlpipeline.signing.contract;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of {@link SigningPurpose}, with the names that policies and messages use for them. */
public enum PurposeKind {
    /** 32 random bytes of a verifier, signed as they are. */
    RAW_CHALLENGE("raw-challenge");

    private final String label;

    PurposeKind(String label) {
        this.label = label;
    }

    /** The name used in policy files and messages, for example {@code raw-challenge}. */
    public String label() {
        return label;
    }

    /** Returns the kind of that name, or empty where there is none. */
    public static Optional<PurposeKind> ofLabel(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
