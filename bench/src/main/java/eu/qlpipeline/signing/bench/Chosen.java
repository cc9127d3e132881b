package eu.qlpipeline.signing.bench;

import eu.qlpipeline.signing.bench.curve.Curves;
import eu.qlpipeline.signing.bench.function.Functions;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which scenarios run. */
final class Chosen {

    private Chosen() {}

    /** All there are. */
    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(Scenarios.all());
        all.addAll(Scenarios.further());
        all.addAll(Curves.all());
        all.add(new Functions());
        return all;
    }

    /** Those with fixed names, which make the quick run. */
    static List<Scenario> quick() {
        return Scenarios.all();
    }

    /** Those with names. */
    static List<Scenario> named(List<String> names) {
        return all().stream()
                .filter(scenario -> names.contains(scenario.name()))
                .toList();
    }

    /** The first of some names that no scenario has. */
    static Optional<String> unknown(List<String> names) {
        return names.stream().filter(name -> !allNames().contains(name)).findFirst();
    }

    /** All names. */
    static List<String> allNames() {
        return all().stream().map(Scenario::name).toList();
    }
}
