package eu.qlpipeline.signing.client.internal.cli;

import com.google.gson.JsonArray;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.internal.cli.output.CertificateView;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the trusted certificates. */
@Command(name = "list", description = "Lists the trusted certificates, each held against its file name.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class TrustListCommand implements Callable<Integer> {

    private final SigningVerifier program;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    TrustListCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws TrustStoreException {
        List<StoredCertificate> certificates = program.trustStore().list();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            var array = new JsonArray();
            certificates.forEach(stored -> array.add(CertificateView.json(stored)));
            out.println(CertificateView.pretty(array));
        } else {
            certificates.forEach(stored -> out.println(CertificateView.line(stored)));
        }
        return ExitCodes.DONE;
    }
}
