package eu.qlpipeline.signing.agent.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it sets is the locale of the whole JVM. */
@Isolated
class SegmentNameTest {

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreTheLocale() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "fa-IR", "ar-EG", "mr-IN"})
    void isTheSameInEveryLocale(String locale) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        var name = new SegmentName(1_234);
        assertThat(name.file()).isEqualTo("audit-0000000000000001234.log");
        assertThat(name.checkpoints()).isEqualTo("audit-0000000000000001234.checkpoints");
        assertThat(SegmentName.parse(name.file())).contains(name);
        assertThat(SegmentName.parseCheckpoints(name.checkpoints())).contains(name);
    }

    @Test
    void othersAreNone() {
        assertThat(SegmentName.parse("audit-9999999999999999999.log")).isEmpty();
        assertThat(SegmentName.parse("audit-0000000000000001234.checkpoints")).isEmpty();
        assertThat(SegmentName.parse("audit-0000000000000001234.log.draft")).isEmpty();
    }
}
