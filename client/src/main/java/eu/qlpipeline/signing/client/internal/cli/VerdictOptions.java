package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.SubjectConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.output.Verdict;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.fetch.console.JsonAsked;
import eu.qlpipeline.signing.fetch.console.UsageHelp;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterExceptionHandler;
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
            converter = SubjectConverter.class,
            description = "Mode raw: the subject the certificate must have. Default: "
                    + ChallengeVerifier.DEFAULT_SUBJECT + ".")
    private @Nullable X500Principal subject;

    @Option(names = JsonAsked.OPTION, description = "Print the verdict as one JSON object.")
    private boolean json;

    /** A verifier with the trusted list as it is now. */
    ChallengeVerifier verifier(SigningVerifier program) throws TrustStoreException {
        return verifier(program, program.trustStore().snapshot());
    }

    /** A verifier with that trusted list. */
    ChallengeVerifier verifier(SigningVerifier program, TrustedCertificates trusted) {
        X500Principal expected = subject == null ? new X500Principal(ChallengeVerifier.DEFAULT_SUBJECT) : subject;
        return new ChallengeVerifier(trusted, expected, program.clock());
    }

    /** In bound mode the certificate is known by its fingerprint alone. */
    void refuseSubject() {
        if (subject != null) {
            throw new UsageException(
                    "subject: " + subject + " (expected: none in mode bound)", null, "leave --subject out");
        }
    }

    /** Where the verdict goes. */
    Verdict verdict() {
        return new Verdict(spec.commandLine().getOut(), json);
    }

    /** Prints a verdict also where the arguments do not parse, before the failure is reported. */
    static IParameterExceptionHandler verdictBefore(IParameterExceptionHandler report) {
        return (failure, arguments) -> {
            if (JsonAsked.in(arguments)) {
                new Verdict(failure.getCommandLine().getOut(), true).unusable(UsageHelp.message(failure));
            }
            return report.handleParseException(failure, arguments);
        };
    }
}
