package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.SubjectConverter;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import javax.security.auth.x500.X500Principal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the verbs that verify. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class VerdictOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--subject",
            paramLabel = "DN",
            defaultValue = ChallengeVerifier.DEFAULT_SUBJECT,
            converter = SubjectConverter.class,
            description = "The subject the certificate must have. Default: ${DEFAULT-VALUE}.")
    private X500Principal subject;

    @Option(names = "--json", description = "Print the verdict as one JSON object.")
    private boolean json;

    /** A verifier with the trusted list as it is now. */
    ChallengeVerifier verifier(SigningVerifier program) throws TrustStoreException {
        return new ChallengeVerifier(program.trustStore().snapshot(), subject, program.clock());
    }

    /** Where the verdict goes. */
    Verdict verdict() {
        return new Verdict(spec.commandLine().getOut(), json);
    }
}
