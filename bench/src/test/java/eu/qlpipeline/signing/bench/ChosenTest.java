package eu.qlpipeline.signing.bench;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.bench.measure.Curve;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChosenTest {

    private static final List<String> FIXED = List.of(
            "raw_unary_1",
            "raw_unary_16",
            "bound_unary_16",
            "batch_unary_1024",
            "batch_stream_1024",
            "slow_token_batch",
            "tls_handshake_2",
            "verify_1core",
            "overload_3x",
            "fairness",
            "startup",
            "rss_256");

    @Test
    void everyFixedNameIsAScenarioOfTheQuickRun() {
        assertThat(Chosen.quick()).extracting(Scenario::name).containsAll(FIXED);
    }

    @Test
    void noFigureHasTheNameOfAnother() {
        assertThat(Chosen.all())
                .flatExtracting(Scenario::figures)
                .extracting(Figure::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void aCurveHasOneFigureForEachValue() {
        assertThat(Chosen.all())
                .filteredOn(Curve.class::isInstance)
                .isNotEmpty()
                .allSatisfy(curve -> assertThat(((Curve) curve).values()).hasSameSizeAs(curve.figures()));
    }

    @Test
    void namesThatNoScenarioHasAreUnknown() {
        assertThat(Chosen.unknown(List.of("startup", "start"))).contains("start");
        assertThat(Chosen.unknown(FIXED)).isEmpty();
    }

    @Test
    void onlyWhatIsNamedIsChosen() {
        assertThat(Chosen.named(List.of("startup", "rss_256")))
                .extracting(Scenario::name)
                .containsExactly("startup", "rss_256");
    }
}
