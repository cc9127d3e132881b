package eu.qlpipeline.signing.client.internal.cli.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.internal.rpc.PeerText;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.PrintWriter;
import java.util.List;

/**
 * Prints the outcome of a verification on standard output.
 *
 * @param out where to
 * @param json whether as JSON
 */
public record Verdict(PrintWriter out, boolean json) {

    /** Makes an attempt, prints what came of it, and passes failures on. */
    public void print(Attempt attempt) throws VerificationException, AgentRefusedException, AgentUnavailableException {
        try {
            verified(attempt.make());
        } catch (VerificationException e) {
            failed(e.reason().name(), e, e.checks(), new JsonObject());
            throw e;
        } catch (AgentRefusedException e) {
            var more = new JsonObject();
            more.addProperty("agentReason", e.reason().name());
            failed("AGENT_REFUSED", e, List.of(), more);
            throw e;
        } catch (AgentUnavailableException e) {
            failed("AGENT_UNAVAILABLE", e, List.of(), new JsonObject());
            throw e;
        }
    }

    private void verified(Acceptance accepted) {
        if (json) {
            var object = new JsonObject();
            object.addProperty("verified", true);
            object.add("checks", checks(accepted.checks()));
            object.add("certificate", CertificateView.json(accepted.certificate()));
            accepted.more().entrySet().forEach(member -> object.add(member.getKey(), member.getValue()));
            out.println(CertificateView.pretty(object));
        } else {
            lines(accepted.checks());
            out.println("verified: " + CertificateFingerprint.of(accepted.certificate()));
        }
    }

    private void failed(String reason, Exception failure, List<Check> checks, JsonObject more) {
        if (json) {
            var object = new JsonObject();
            object.addProperty("verified", false);
            object.addProperty("reason", reason);
            more.entrySet().forEach(member -> object.add(member.getKey(), member.getValue()));
            object.addProperty("message", failure.getMessage());
            object.add("checks", checks(checks));
            out.println(CertificateView.pretty(object));
        } else {
            lines(checks);
        }
    }

    private void lines(List<Check> checks) {
        for (Check check : checks) {
            out.printf(
                    "%-4s  %-11s  %s%n",
                    check.ok() ? "ok" : "FAIL", check.name().label(), PeerText.printable(check.detail()));
        }
    }

    private static JsonArray checks(List<Check> checks) {
        var array = new JsonArray();
        for (Check check : checks) {
            var object = new JsonObject();
            object.addProperty("name", check.name().label());
            object.addProperty("ok", check.ok());
            object.addProperty("detail", check.detail());
            array.add(object);
        }
        return array;
    }

    /** One verification. */
    @FunctionalInterface
    public interface Attempt {
        Acceptance make() throws VerificationException, AgentRefusedException, AgentUnavailableException;
    }
}
