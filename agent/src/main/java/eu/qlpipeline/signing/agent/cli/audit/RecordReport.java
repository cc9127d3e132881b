package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.verify.RecordFilter;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import eu.qlpipeline.signing.fetch.console.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** A record as one line, for people or for programs. */
final class RecordReport {

    private RecordReport() {}

    /** The record as a JSON object on one line. */
    static String json(AuditRecord logRecord) {
        return JsonText.line(fields(logRecord)) + System.lineSeparator();
    }

    /** The record as words on one line. */
    static String text(AuditRecord logRecord) {
        var line = new StringBuilder(logRecord.sequence() + " " + logRecord.time() + " " + kind(logRecord));
        RecordFilter.requestOf(logRecord)
                .ifPresent(request -> line.append(" %s %s %s"
                        .formatted(
                                TextRule.printable(request.caller()),
                                request.purpose().label(),
                                request.audience().map(Audience::value).orElse("-"))));
        if (logRecord instanceof AuditRecord.Outcome outcome) {
            line.append(' ').append(outcome(outcome.result()));
        }
        return line.append(System.lineSeparator()).toString();
    }

    private static String kind(AuditRecord logRecord) {
        if (logRecord instanceof AuditRecord.Opened) {
            return "opened";
        }
        return logRecord instanceof AuditRecord.Intent ? "intent" : "outcome";
    }

    private static String outcome(Result result) {
        return result instanceof Result.Refused refused ? refused.reason() : RecordFilter.SIGNED;
    }

    private static Map<String, Object> fields(AuditRecord logRecord) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", logRecord.sequence());
        fields.put("time", logRecord.time().toString());
        fields.put("kind", kind(logRecord));
        if (logRecord instanceof AuditRecord.Opened opened) {
            fields.put("cutBytes", opened.cutBytes());
        }
        RecordFilter.requestOf(logRecord).ifPresent(request -> request(fields, request));
        if (logRecord instanceof AuditRecord.Outcome outcome) {
            fields.put("intent", outcome.intent());
            fields.put("outcome", outcome(outcome.result()));
            if (outcome.result() instanceof Result.Signed signed) {
                fields.put("certificateSha256", signed.certificate().hex());
                fields.put("generation", signed.generation());
                fields.put("signatureSha256", signed.signature().hex());
            }
        }
        return fields;
    }

    private static void request(Map<String, Object> fields, RequestFacts request) {
        fields.put("caller", request.caller());
        fields.put("purpose", request.purpose().label());
        request.audience().ifPresent(audience -> fields.put("audience", audience.value()));
        fields.put("challengeSha256", request.challenge().hex());
    }
}
