package eu.qlpipeline.signing.acceptance.setup;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What {@code doctor --json} printed. */
final class DoctorReport {

    private DoctorReport() {}

    /** The checks that came out so. */
    static List<String> checks(Outcome examined, String level) {
        List<String> names = new ArrayList<>();
        for (var element : examined.json().getAsJsonArray("checks")) {
            JsonObject check = element.getAsJsonObject();
            if (check.get("level").getAsString().equals(level)) {
                names.add(check.get("check").getAsString());
            }
        }
        return names;
    }

    /** What it says of one check. */
    static JsonObject check(Outcome examined, String name) {
        for (var element : examined.json().getAsJsonArray("checks")) {
            if (element.getAsJsonObject().get("check").getAsString().equals(name)) {
                return element.getAsJsonObject();
            }
        }
        throw new AssertionError("no check " + name + ": " + examined);
    }
}
