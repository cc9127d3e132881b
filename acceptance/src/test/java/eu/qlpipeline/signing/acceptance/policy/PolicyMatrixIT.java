package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.BoundChallenge;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each caller asks for each purpose under each name: what its file does not grant is denied, and nothing else. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyMatrixIT {

    private static final List<String> AUDIENCES = List.of("", "a.example", "b.example", "c.example");

    private static final Map<String, Grant> GRANTS = grants();

    private final Stage stage;

    PolicyMatrixIT(Stage stage) {
        this.stage = stage;
    }

    private record Grant(List<String> purposes, List<String> audiences) {}

    private static Map<String, Grant> grants() {
        var grants = new LinkedHashMap<String, Grant>();
        List<String> none = List.of();
        grants.put("raw", new Grant(List.of("raw-challenge"), none));
        grants.put("tls", new Grant(List.of("tls13-certificate-verify"), none));
        grants.put("bound-a", new Grant(List.of("bound-challenge"), List.of("a.example")));
        grants.put("bound-ab", new Grant(List.of("bound-challenge"), List.of("a.example", "b.example")));
        grants.put("raw-bound-b", new Grant(List.of("raw-challenge", "bound-challenge"), List.of("b.example")));
        grants.put(
                "all",
                new Grant(
                        List.of("raw-challenge", "bound-challenge", "tls13-certificate-verify"),
                        List.of("a.example", "b.example", "c.example")));
        return grants;
    }

    @Test
    void everyCallerGetsWhatItsFileGrantsAndNothingElse() throws IOException {
        AgentHome home = stage.agent("matrix");
        Map<String, TlsIdentity> identities = new LinkedHashMap<>();
        for (var grant : GRANTS.entrySet()) {
            String name = grant.getKey();
            TlsIdentity identity = stage.identity(name);
            identities.put(name, identity);
            Files.copy(identity.certificate(), home.providers().resolve(name + ".crt"));
            Files.writeString(home.providers().resolve(name + ".yaml"), file(name, grant.getValue()));
        }
        AgentProcess agent = stage.program(home).serve();

        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (var entry : identities.entrySet()) {
            String name = entry.getKey();
            Grant grant = Objects.requireNonNull(GRANTS.get(name));
            try (var caller = new Caller(agent.address(), home.tls().certificate(), entry.getValue())) {
                expected.add(name + " raw: " + plain(grant, "raw-challenge"));
                found.add(name + " raw: " + outcome(() -> caller.sign(Refusals.challenge())));
                expected.add(name + " tls: " + plain(grant, "tls13-certificate-verify"));
                found.add(name + " tls: " + outcome(() -> tls(caller)));
                for (String audience : AUDIENCES) {
                    expected.add(name + " bound as '" + audience + "': " + bound(grant, audience));
                    found.add(name + " bound as '" + audience + "': " + outcome(() -> bound(caller, audience)));
                }
            }
        }
        assertThat(found).containsExactlyElementsOf(expected).hasSize(36);
    }

    private static String file(String name, Grant grant) {
        String audiences = grant.audiences().isEmpty() ? "" : "audiences: " + grant.audiences() + "\n";
        return "certificate: " + name + ".crt\npurposes: " + grant.purposes() + "\n" + audiences;
    }

    private static String plain(Grant grant, String purpose) {
        return grant.purposes().contains(purpose) ? "signed" : "REASON_PURPOSE_NOT_PERMITTED";
    }

    private static String bound(Grant grant, String audience) {
        if (!grant.purposes().contains("bound-challenge")) {
            return "REASON_PURPOSE_NOT_PERMITTED";
        }
        if (audience.isEmpty()) {
            return grant.audiences().size() == 1 ? "signed" : "REASON_AUDIENCE_INVALID";
        }
        return grant.audiences().contains(audience) ? "signed" : "REASON_AUDIENCE_NOT_PERMITTED";
    }

    private static String outcome(Runnable request) {
        try {
            request.run();
            return "signed";
        } catch (StatusRuntimeException e) {
            return Refusals.reason(e).name();
        }
    }

    private static void bound(Caller caller, String audience) {
        caller.agent()
                .signChallenge(SignChallengeRequest.newBuilder()
                        .setBound(BoundChallenge.newBuilder()
                                .setVerifierNonce(ByteString.copyFrom(Refusals.challenge()))
                                .setAudience(audience)
                                .setChannelBindingType(ChannelBindingType.CHANNEL_BINDING_TYPE_NONE))
                        .build());
    }

    private static void tls(Caller caller) {
        caller.agent().signTls13CertificateVerify(Refusals.handshake());
    }
}
