package eu.qlpipeline.signing.client.internal.cli;

import com.google.gson.JsonArray;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.internal.cli.output.CertificateView;
import eu.qlpipeline.signing.client.internal.cli.output.Verdict;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.fetch.console.JsonAsked;
import eu.qlpipeline.signing.fetch.console.JsonText;
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

    @Option(names = JsonAsked.OPTION, description = "Print a JSON array; an object where it fails.")
    private boolean json;

    TrustListCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        new Verdict(out, json).of(verdict -> print(program.trustStore().list(), out));
        return ExitCodes.DONE;
    }

    private void print(List<StoredCertificate> certificates, PrintWriter out) {
        if (json) {
            var array = new JsonArray();
            certificates.forEach(stored -> array.add(CertificateView.json(stored)));
            out.println(JsonText.pretty(array));
        } else {
            certificates.forEach(stored -> out.println(CertificateView.line(stored)));
        }
    }
}
