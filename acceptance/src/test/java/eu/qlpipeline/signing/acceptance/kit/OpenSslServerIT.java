package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.mtls.ClientCredentials;
import eu.qlpipeline.signing.acceptance.mtls.Reaction;
import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.web.OpenSslServer;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenSSL's own view of a handshake with the key in the token, and of the signature in it. */
@ExtendWith(WithPipeline.class)
class OpenSslServerIT {

    private static final int CONTENT_LENGTH_WITH_SHA384 = 146;

    private final Pipeline pipeline;
    private final Clients clients;
    private final WebServer server;
    private final Path folder;

    OpenSslServerIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.clients = new Clients(pipeline);
        this.folder = pipeline.folder("openssl");
        this.server = OpenSslServer.start(pipeline.processes(), folder, pipeline.server(), pipeline.certificatePem());
    }

    @BeforeEach
    void putThePublicKeyIntoAFile() {
        pipeline.openSsl()
                .run(
                        "x509",
                        "-in",
                        pipeline.certificatePem().toString(),
                        "-noout",
                        "-pubkey",
                        "-out",
                        folder.resolve("key.pem").toString())
                .orThrow();
    }

    @AfterEach
    void stop() {
        server.close();
        clients.close();
    }

    @Test
    void seesRsaPssWithSha256InTheHandshakeOfSigningFetch() {
        Outcome outcome = new SigningFetch(pipeline).twice(server, "/").orThrow();

        JsonObject first = outcome.json().getAsJsonArray("responses").get(0).getAsJsonObject();
        assertThat(first.get("body").getAsString())
                .contains("TLSv1.3", "TLS_AES_256_GCM_SHA384")
                .contains("Peer signature type: RSA-PSS", "Peer signing digest: SHA256")
                .contains("Verify return code: 0 (ok)");
        assertThat(server.running().output())
                .containsPattern("CertificateVerify[^\n]*\n\\s*Signature Algorithm: rsa_pss_rsae_sha256 \\(0x0804\\)");
    }

    @Test
    void verifiesTheSignatureWithASaltOf32BytesAndNoOther() throws IOException {
        Path content = folder.resolve("content.bin");
        Path signature = folder.resolve("signature.bin");
        ClientCredentials owner = clients.owner();
        var recorded = new ClientCredentials(owner.chain(), signed -> {
            byte[] made = owner.signer().sign(signed);
            write(content, signed);
            write(signature, made);
            return made;
        });
        assertThat(WebClient.trusting(pipeline.server().certificate()).get(server.port(), "/", recorded))
                .isInstanceOfSatisfying(
                        Reaction.Answered.class,
                        answered -> assertThat(answered.status()).isEqualTo(200));

        assertThat(content).hasSize(CONTENT_LENGTH_WITH_SHA384);
        assertThat(new String(Files.readAllBytes(content), StandardCharsets.ISO_8859_1))
                .startsWith(" ".repeat(64) + "TLS 1.3, client CertificateVerify\0");
        assertThat(verify(content, signature, "32").out()).contains("Verified OK");
        for (String salt : new String[] {"0", "20", "31", "33", "478"}) {
            assertThat(verify(content, signature, salt).exitCode()).as(salt).isEqualTo(1);
        }
    }

    @Test
    void aSignatureMadeForTlsIsNoAnswerToAChallenge() {
        ClientCredentials owner = clients.owner();
        var content = new byte[130];
        byte[] challenge = HexFormat.of().parseHex("a5".repeat(32));
        System.arraycopy(challenge, 0, content, 98, 32);
        byte[] signature = owner.signer().sign(content);
        var provider =
                new Provider(pipeline.checkout(), pipeline.processes(), pipeline.folder("provider"), pipeline.caller());
        provider.trust(pipeline.certificatePem(), pipeline.openSsl().fingerprint(pipeline.certificatePem()))
                .orThrow();

        Outcome outcome = check(provider, challenge, signature);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.json().get("reason").getAsString()).isEqualTo("SIGNATURE_INVALID");

        try (var caller = pipeline.call()) {
            check(provider, challenge, caller.sign(challenge)).orThrow();
        }
    }

    @Test
    void refusesTheAnswerToAChallengeInPlaceOfTheSignature() {
        assertThat(WebClient.trusting(pipeline.server().certificate())
                        .shakeHands(server.port(), clients.thiefWithAChallenge()))
                .hasToString("alert decrypt_error (51)");
    }

    private static Outcome check(Provider provider, byte[] challenge, byte[] signature) {
        return provider.check(
                HexFormat.of().formatHex(challenge), HexFormat.of().formatHex(signature));
    }

    private Outcome verify(Path content, Path signature, String salt) {
        return pipeline.openSsl()
                .run(
                        "dgst",
                        "-sha256",
                        "-verify",
                        folder.resolve("key.pem").toString(),
                        "-signature",
                        signature.toString(),
                        "-sigopt",
                        "rsa_padding_mode:pss",
                        "-sigopt",
                        "rsa_mgf1_md:sha256",
                        "-sigopt",
                        "rsa_pss_saltlen:" + salt,
                        content.toString());
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
