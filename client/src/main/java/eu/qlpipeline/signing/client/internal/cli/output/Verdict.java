package eu.qlpipeline.signing.client.internal.cli.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.load.LoadResult;
import eu.qlpipeline.signing.client.internal.cli.load.LoadSummary;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.fetch.console.JsonText;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the outcome of a verb that verifies on standard output: once, whatever follows. */
public final class Verdict {

    private static final String INTERRUPTED = "interrupted: by a signal (expected: the end of the run)";

    private final PrintWriter out;
    private final boolean json;

    private JsonObject object = new JsonObject();
    private boolean printed;

    /**
     * @param out where to
     * @param json whether as JSON
     */
    public Verdict(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Makes an attempt, prints why it fails where it has printed nothing, and passes that on. */
    public void of(Attempt attempt) throws Exception {
        try {
            attempt.make(this);
        } catch (VerificationException e) {
            failed(e.reason().name(), e.getMessage(), e.checks(), new JsonObject());
            throw e;
        } catch (AgentRefusedException e) {
            failed("AGENT_REFUSED", e.getMessage(), List.of(), member("agentReason", e.reason()));
            throw e;
        } catch (AgentUnavailableException e) {
            failed("AGENT_UNAVAILABLE", e.getMessage(), List.of(), new JsonObject());
            throw e;
        } catch (TrustStoreException e) {
            failed("TRUST_STORE_UNUSABLE", e.getMessage(), List.of(), member("trustStoreReason", e.reason()));
            throw e;
        } catch (UsageException e) {
            unusable(e.getMessage());
            throw e;
        } catch (Exception e) {
            failed("DEFECT", e.getMessage(), List.of(), new JsonObject());
            throw e;
        }
    }

    /** Prints that the arguments cannot be used. */
    public void unusable(@Nullable String message) {
        failed("USAGE", message, List.of(), new JsonObject());
    }

    /** Prints a verified answer. */
    public synchronized void accepted(Acceptance accepted) {
        printed = true;
        if (json) {
            var object = new JsonObject();
            object.addProperty("verified", true);
            object.add("checks", checks(accepted.checks()));
            object.add("certificate", CertificateView.json(accepted.certificate()));
            accepted.more().entrySet().forEach(member -> object.add(member.getKey(), member.getValue()));
            out.println(JsonText.pretty(object));
        } else {
            lines(accepted.checks());
            out.println("verified: " + CertificateFingerprint.of(accepted.certificate()));
        }
    }

    /** Prints what came of many challenges; where some failed, as JSON with what is thrown afterwards. */
    public synchronized void summary(LoadResult result) {
        if (printed) {
            return;
        }
        if (json && result.failed().worst().isPresent()) {
            object = LoadSummary.json(result);
            return;
        }
        printed = true;
        if (json) {
            out.println(JsonText.pretty(LoadSummary.json(result)));
        } else {
            LoadSummary.lines(result).forEach(out::println);
        }
    }

    /** Prints what has come of many challenges until a signal ends the program. */
    public synchronized void interrupted(LoadResult result) {
        if (!printed) {
            if (json) {
                object = LoadSummary.json(result);
                failed("INTERRUPTED", INTERRUPTED, List.of(), new JsonObject());
            } else {
                printed = true;
                LoadSummary.lines(result).forEach(out::println);
            }
            out.flush();
        }
    }

    private synchronized void failed(String reason, @Nullable String message, List<Check> checks, JsonObject more) {
        if (printed) {
            return;
        }
        printed = true;
        if (json) {
            object.addProperty("verified", false);
            object.addProperty("reason", reason);
            more.entrySet().forEach(member -> object.add(member.getKey(), member.getValue()));
            object.addProperty("message", String.valueOf(message));
            object.add("checks", checks(checks));
            out.println(JsonText.pretty(object));
        } else {
            lines(checks);
        }
    }

    private static JsonObject member(String name, Enum<?> value) {
        var object = new JsonObject();
        object.addProperty(name, value.name());
        return object;
    }

    private void lines(List<Check> checks) {
        for (Check check : checks) {
            out.printf(
                    "%-4s  %-11s  %s%n",
                    check.ok() ? "ok" : "FAIL", check.name().label(), TerminalText.printable(check.detail()));
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

    /** What a verb does. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Does it.
         *
         * @param verdict takes what came of it
         */
        void make(Verdict verdict) throws Exception;
    }
}
