package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ChannelBinding;
import java.util.Objects;

/**
 * How the key of a stored certificate has to answer. It is fixed once, when the certificate is stored, and never
 * negotiated: an answer of another kind is refused, and no other kind is tried.
 */
public sealed interface Enrolment {

    /** The name of the mode for people and for programs. */
    String mode();

    /** It answers raw challenges, which a relay can have answered for somebody else. */
    record Raw() implements Enrolment {
        @Override
        public String mode() {
            return "raw";
        }
    }

    /**
     * It answers bound challenges, which a relay has no use for.
     *
     * @param audience the verifier's own name
     * @param channelBinding what kind of connection an answer is tied to
     */
    record Bound(Audience audience, ChannelBinding.Type channelBinding) implements Enrolment {

        /** Refuses null. */
        public Bound {
            Objects.requireNonNull(audience, "audience");
            Objects.requireNonNull(channelBinding, "channelBinding");
        }

        @Override
        public String mode() {
            return "bound";
        }
    }
}
