package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says of itself. */
class HelpTest {

    private final TestingVerbs verbs = new TestingVerbs();

    private String help(String verb) {
        assertThat(verbs.run((verb + " --help").strip().split(" "))).isZero();
        return verbs.out().replaceAll("\\s+", " ");
    }

    @Test
    void eachVerbIsDescribedByAWholeSentence() {
        assertThat(help(""))
                .contains("each attribute held against its rule. certificate ", "verification of a challenge. fetch ")
                .contains(
                        "Verify and show the audit log, and export its newest checkpoint or the receipt of a signature.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "certificate", "pin status", "audit verify", "provider add", "config print"})
    void aVerbHasNoExitCodesOfAnother(String verb) {
        assertThat(help(verb)).contains("Exit codes: 0 done;").doesNotContain("fetch:", "serve:", "143", "web server");
    }

    @Test
    void thoseWithTheirOwnHaveThemOnce() {
        assertThat(help("serve"))
                .contains("143 ended by SIGTERM, 130 by SIGINT")
                .doesNotContain("web server");
        assertThat(help("fetch")).contains("Exit codes of fetch:").doesNotContain("Exit codes: ", "143");
        assertThat(help("provider-kit")).contains("--port=NUMBER");
    }
}
