package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another token takes the place of the agent's: of the same label and serial number, with a good key, but another one. */
@ExtendWith(StageExtension.class)
class AnotherTokenIT {

    private static final String NOTHING_SHOWN = "nothing shown";
    private static final String ANOTHER_ID = "another id";
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int ORDERLY = 143;
    private static final int REFUSED = 1;

    private static AgentHome another;

    /** With a key of its own, in a token that tells all the same of itself. */
    @BeforeAll
    static void makeAnother(Stage stage) {
        another = stage.emptyAgent("another");
        stage.program(another).run("init").orThrow();
    }

    /** A token that shows its certificate gets no PIN, so that one of its own costs it no try. One that does not is told by its key. */
    @ParameterizedTest
    @ValueSource(strings = {"another PIN", "two certificates", "a PIN at risk", ANOTHER_ID, NOTHING_SHOWN})
    void anAgentThatServesGoesOnWithItsOwnKeyAlone(String how, Stage stage) throws IOException {
        String name = how.replace(' ', '-').toLowerCase(Locale.ROOT);
        AgentHome home = stage.agent(name);
        AgentHome other =
                how.equals(ANOTHER_ID) ? ofAnotherId(stage, name + "-other") : stage.copy(another, name + "-other");
        List<String> token = List.of("# well");
        switch (how) {
            case "two certificates" -> {
                stage.pkcs11Tool(other)
                        .writeCertificate(
                                stage.certify(other.certificate(), 0, 100).der(), stage.keyId(), "second");
                stage.pkcs11Tool(other).changePin("2718281828");
            }
            case "another PIN", ANOTHER_ID -> stage.pkcs11Tool(other).changePin("2718281828");
            case "a PIN at risk" -> stage.pkcs11Tool(other).haveAPinRefused();
            default -> token = List.of("objects after-login");
        }
        Provider provider = stage.provider(name + "-provider", home);
        Path kept = home.directory().resolve("kept.crt");
        // What the agent served is enough for it to know.
        Files.move(home.certificate(), kept);
        Path first = Files.copy(home.token().configuration(), home.directory().resolve("first.conf"));
        var agent = FaultyAgent.start(stage, home, stage.faultModule(), token, "supervision.keep-alive-seconds", "1");
        Path tls = home.tls().certificate();
        try (var caller = new Caller(agent.address(), tls, provider.tls())) {
            provider.verify(agent.address(), tls).orThrow();

            agent.journal().skip();
            puts(other.token().configuration(), home);
            loses(agent, token);
            awaitCondition(caller, Condition.Kind.KIND_KEY_WRONG);
            assertThat(status(caller).getServing()).isFalse();
            if (!how.equals(NOTHING_SHOWN)) {
                assertThat(agent.journal().count(" C_Login ")).isZero();
            }
            agent.process()
                    .running()
                    .awaitError(
                            Pattern.compile("certificate: SHA256:\\S+ in token .* \\(expected: SHA256:"
                                    + Pattern.quote(stage.openSsl().fingerprint(kept))),
                            SOON);

            // Its library is not told: it has to be asked anew.
            puts(first, home);
            await().atMost(SOON).until(() -> status(caller).getServing());
            provider.verify(agent.address(), tls).orThrow();
        }
        agent.process().running().terminate();
        assertThat(agent.process().running().await(SOON).exitCode()).isEqualTo(ORDERLY);
        var verified = stage.program(home).run("audit", "verify", "--certificate", kept.toString());
        assertThat(verified.orThrow().out()).endsWith("good\n");
    }

    @Test
    void anAgentThatStartsServesNoOtherThanCertificateFileNames(Stage stage) throws IOException {
        AgentHome home = stage.agent("starts");
        AgentHome other = stage.copy(another, "is-there-at-the-start");
        AgentProgram program = stage.program(home);
        puts(other.token().configuration(), home);

        Refusal.of(program.run("serve"), REFUSED)
                .says(
                        "certificate: SHA256:" + stage.openSsl().fingerprint(other.certificate()),
                        "expected: SHA256:" + stage.openSsl().fingerprint(home.certificate())
                                + ", that of certificate.file " + home.certificate())
                .hints("signing-agent inspect", "docs/operation.md");

        program.set("certificate.file", other.certificate().toString())
                .serve()
                .running()
                .terminate();
    }

    /** As an agent does that starts; a refused PIN would be remembered, and keep that agent from the first token too. */
    @Test
    void doctorGivesNoPinToATokenThatShowsAnotherCertificate(Stage stage) throws IOException {
        AgentHome home = stage.agent("examined");
        AgentHome other = stage.copy(another, "is-there-when-examined");
        stage.pkcs11Tool(other).changePin("2718281828");
        AgentProgram program = stage.program(home);
        Path first = Files.copy(home.token().configuration(), home.directory().resolve("first.conf"));
        puts(other.token().configuration(), home);

        Outcome examined = program.run("doctor");
        assertThat(examined.exitCode()).isEqualTo(REFUSED);
        assertThat(examined.out())
                .contains(
                        "certificate: SHA256:" + stage.openSsl().fingerprint(other.certificate()),
                        "that of certificate.file " + home.certificate());
        assertThat(program.run("pin", "status").orThrow().out()).doesNotContain("refused");

        puts(first, home);
        assertThat(program.run("doctor").out()).containsPattern("(?m)^ok +self-test ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "certificate", "provider-kit --provider provider-a --out kit"})
    void aVerbThatReadsTheKeyGivesItNoPinEither(String verb, Stage stage) throws IOException {
        String name = verb.split(" ", -1)[0];
        AgentHome home = stage.agent(name);
        AgentHome other = stage.copy(another, "is-there-at-" + name);
        stage.pkcs11Tool(other).changePin("2718281828");
        AgentProgram program = stage.program(home);
        Path first = Files.copy(home.token().configuration(), home.directory().resolve("first.conf"));
        puts(other.token().configuration(), home);

        Refusal.of(program.run(verb.split(" ", -1)), REFUSED)
                .says(
                        "certificate: SHA256:" + stage.openSsl().fingerprint(other.certificate()),
                        "that of certificate.file " + home.certificate())
                .hints("signing-agent inspect --set certificate.file=NO-SUCH-FILE", "docs/operation.md");
        assertThat(program.run("pin", "status").orThrow().out()).startsWith("not latched\ntoken says: usable\n");

        puts(first, home);
        program.run(verb.split(" ", -1)).orThrow();
    }

    /** To lift the latch would help nothing, and cost the first token a try once it is back. */
    @Test
    void whatIsRememberedOfThePinIsNotSaidOfAnotherToken(Stage stage) throws IOException {
        AgentHome home = stage.agent("latched");
        AgentHome other = stage.copy(another, "is-there-when-latched");
        AgentProgram program = stage.program(home);
        Path first = Files.copy(home.token().configuration(), home.directory().resolve("first.conf"));
        Files.writeString(home.directory().resolve("pin-latch.yaml"), "unsettled: 2\nrefusals: 0\n");
        puts(other.token().configuration(), home);

        for (String verb : List.of("serve", "inspect")) {
            Refusal refused = Refusal.of(program.run(verb), REFUSED)
                    .says("certificate: SHA256:" + stage.openSsl().fingerprint(other.certificate()));
            assertThat(refused.hints()).noneMatch(hint -> hint.contains("unlatch"));
        }

        puts(first, home);
        Refusal.of(program.run("serve"), REFUSED)
                .says("2 logins without a known outcome, latched; not tried again")
                .hints("signing-agent pin unlatch");
    }

    @Test
    void anAgentThatIsLatchedTellsAnotherTokenFromItsOwn(Stage stage) throws IOException {
        AgentHome home = stage.agent("latches");
        AgentHome other = stage.copy(another, "is-there-later");
        Provider provider = stage.provider("latches-provider", home);
        Path first = Files.copy(home.token().configuration(), home.directory().resolve("first.conf"));
        var agent = FaultyAgent.start(
                stage, home, stage.faultModule(), List.of("# well"), "supervision.keep-alive-seconds", "1");
        String refusing = "C_Login return CKR_PIN_INCORRECT always";
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            agent.journal().skip();
            agent.control(List.of("do close-sessions", refusing));
            awaitCondition(caller, Condition.Kind.KIND_PIN_LATCHED);

            puts(other.token().configuration(), home);
            loses(agent, List.of(refusing));
            awaitCondition(caller, Condition.Kind.KIND_KEY_WRONG);

            puts(first, home);
            awaitCondition(caller, Condition.Kind.KIND_PIN_LATCHED);
            assertThat(agent.journal().count(" C_Login ")).isEqualTo(1);

            agent.control(List.of("# well"));
            agent.unlatch();
            await().atMost(SOON).until(() -> status(caller).getServing());
        }
        agent.process().running().terminate();
    }

    @Test
    void whatTheAgentIsHeldAgainstIsNotReplacedByWhatAnotherTokenHas(Stage stage) throws IOException {
        AgentHome home = stage.agent("asked");
        AgentHome other = stage.copy(another, "is-there-when-asked");
        AgentProgram program = stage.program(home);
        puts(other.token().configuration(), home);
        Path link = Files.createSymbolicLink(home.directory().resolve("link.crt"), home.certificate());
        byte[] before = Files.readAllBytes(home.certificate());

        for (Path same : List.of(home.certificate(), link)) {
            Refusal.of(program.run("certificate", "--out", same.toString()), REFUSED)
                    .says("that of certificate.file " + home.certificate())
                    .hints("signing-agent inspect");
            assertThat(home.certificate()).hasBinaryContent(before);
        }
        Path written = home.directory().resolve("other.crt");
        program.set("certificate.file", written.toString())
                .run("certificate", "--out", written.toString())
                .orThrow();
        assertThat(written).hasSameBinaryContentAs(other.certificate());
    }

    private static AgentHome ofAnotherId(Stage stage, String name) {
        AgentHome home = stage.emptyAgent(name);
        stage.program(home).run("init", "--set", "key.id=aabb").orThrow();
        return home;
    }

    private static void puts(Path configuration, AgentHome home) throws IOException {
        Files.copy(configuration, home.token().configuration(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** SoftHSM looks for its tokens when it is initialised. */
    private static void loses(FaultyAgent agent, List<String> token) {
        List<String> control = new ArrayList<>(token);
        control.add("do finalize");
        agent.control(control);
    }

    private static void awaitCondition(Caller caller, Condition.Kind kind) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status(caller).getConditionsList())
                        .extracting(Condition::getKind)
                        .contains(kind));
    }

    private static DescribeStatusResponse status(Caller caller) {
        return caller.agent().describeStatus(DescribeStatusRequest.getDefaultInstance());
    }
}
