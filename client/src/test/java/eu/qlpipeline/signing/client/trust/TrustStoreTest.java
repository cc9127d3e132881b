package eu.qlpipeline.signing.client.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.trust.TrustStoreException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustStoreTest {

    private static final int RACES = 50;
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final CertificateFingerprint FINGERPRINT = CertificateFingerprint.of(CERTIFICATE);
    private static final X509Certificate OTHER = TestingCertificates.pipeline(TestingKeys.signer());
    private static final String PEM = TestingCertificates.pem(CERTIFICATE);

    @TempDir
    private Path directory;

    private TrustStore store = TrustStore.at(Path.of("replaced"));

    @BeforeEach
    void open() {
        store = TrustStore.at(directory.resolve("trusted"));
    }

    @Test
    void keepsACertificateInAFileNamedByItsFingerprint() throws Exception {
        store.add(write(PEM), FINGERPRINT);

        assertThat(names()).containsExactly(FINGERPRINT.hex() + ".pem");
        assertThat(store.list()).extracting(StoredCertificate::certificate).containsExactly(CERTIFICATE);
        assertThat(store.find(FINGERPRINT)).map(StoredCertificate::fingerprint).contains(FINGERPRINT);
        assertThat(store.find(CertificateFingerprint.of(OTHER))).isEmpty();
    }

    @Test
    void keepsNothingOfTheFileButTheCertificate() throws Exception {
        store.add(write("Subject: somebody else\n" + PEM + "a last word\n"), FINGERPRINT);
        assertThat(stored()).content().isEqualTo("mode: raw\n" + PEM);
    }

    @Test
    void addingAgainChangesNothing() throws Exception {
        store.add(write(PEM), FINGERPRINT);
        store.add(write(PEM), FINGERPRINT);
        assertThat(names()).hasSize(1);
    }

    @Test
    void ofTwoThatAddItAtOnceTheOtherHearsHowItIsStored() throws Exception {
        Path file = write(PEM);
        var bound = new Enrolment.Bound(new Audience("a.example"), ChannelBinding.Type.NONE);
        for (int i = 0; i < RACES; i++) {
            TrustStore contested = TrustStore.at(directory.resolve("contested-" + i));
            var start = new CyclicBarrier(2);
            List<CompletableFuture<Boolean>> added = Stream.of(new Enrolment.Raw(), bound)
                    .map(enrolment -> CompletableFuture.supplyAsync(() -> adds(contested, start, file, enrolment)))
                    .toList();
            assertThat(added).extracting(CompletableFuture::join).containsExactlyInAnyOrder(true, false);
            Enrolment stored = contested.find(FINGERPRINT).orElseThrow().enrolment();
            assertThat(stored.equals(bound)).isEqualTo(added.get(1).join());
        }
    }

    private static boolean adds(TrustStore store, CyclicBarrier start, Path file, Enrolment enrolment) {
        try {
            start.await(10, TimeUnit.SECONDS);
            store.add(file, FINGERPRINT, enrolment);
            return true;
        } catch (TrustStoreException e) {
            assertThat(e.reason()).isEqualTo(Reason.ENROLMENT_DIFFERENT);
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesAnotherFingerprintThanTheOneGivenAndNamesBoth() {
        Path file = write(PEM);
        CertificateFingerprint told = CertificateFingerprint.of(OTHER);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(file, told))
                .withMessage(file + ": certificate " + FINGERPRINT + " (expected: " + told + ")")
                .matches(e -> e.reason() == Reason.FINGERPRINT_MISMATCH);
        assertThat(store.directory()).doesNotExist();
    }

    static Stream<Arguments> unfit() {
        String key = TestingCertificates.pem(TestingKeys.ec().getPrivate());
        return Stream.of(
                Arguments.of("empty", "", Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("text", "no certificate here\n", Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("two certificates", PEM + TestingCertificates.pem(OTHER), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("the same twice", PEM + PEM, Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("certificate and key", PEM + key, Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("private key", key, Reason.PRIVATE_KEY),
                Arguments.of("half", PEM.substring(0, PEM.length() / 2), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("no end", PEM.substring(0, PEM.indexOf("-----END")), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("no beginning", PEM.substring(PEM.indexOf('\n') + 1), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("other end", PEM.replace("END CERTIFICATE", "END X"), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("lost line", withoutLine(PEM, 5), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("not base64", PEM.replaceFirst("\nMII", "\nM*I"), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("request", PEM.replace("CERTIFICATE", "CERTIFICATE REQUEST"), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of(
                        "another label", PEM.replace("CERTIFICATE", "X509 CERTIFICATE"), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("an end before it", "-----END CERTIFICATE-----\n" + PEM, Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("public key", publicKey(), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("bytes after the DER", trailing(), Reason.NOT_ONE_CERTIFICATE),
                Arguments.of("too large", PEM + "x".repeat(70_000), Reason.NOT_ONE_CERTIFICATE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void refusesAFileThatIsNotExactlyOneCertificate(String name, String content, Reason reason) {
        Path file = write(content);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(file, FINGERPRINT))
                .withMessageStartingWith(file + ": content: ")
                .matches(e -> e.reason() == reason);
        assertThat(store.directory()).doesNotExist();
    }

    @Test
    void refusesRsaOf2048BitsAndOtherKeys() {
        for (var key : List.of(TestingKeys.rsa2048(), TestingKeys.ec())) {
            X509Certificate weak = TestingCertificates.pipeline(key);
            Path file = write(TestingCertificates.pem(weak));
            assertThatExceptionOfType(TrustStoreException.class)
                    .isThrownBy(() -> store.add(file, CertificateFingerprint.of(weak)))
                    .withMessageContaining("4096")
                    .matches(e -> e.reason() == Reason.KEY_UNSUITABLE);
        }
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(directory.resolve("missing.pem"), FINGERPRINT))
                .withMessageEndingWith("missing.pem: no such file")
                .matches(e -> e.reason() == Reason.UNREADABLE);
    }

    @Test
    void noticesThatAFileWasChangedWheneverItIsRead() throws Exception {
        store.add(write(PEM), FINGERPRINT);
        Files.writeString(stored(), "mode: raw\n" + TestingCertificates.pem(OTHER));

        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.find(FINGERPRINT))
                .matches(e -> e.reason() == Reason.FINGERPRINT_MISMATCH);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.list())
                .matches(e -> e.reason() == Reason.FINGERPRINT_MISMATCH);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.snapshot())
                .matches(e -> e.reason() == Reason.FINGERPRINT_MISMATCH);
        Path again = write(PEM);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(again, FINGERPRINT))
                .matches(e -> e.reason() == Reason.FINGERPRINT_MISMATCH);
    }

    @Test
    void aWeakCertificatePutThereByHandIsAnError() throws Exception {
        X509Certificate weak = TestingCertificates.pipeline(TestingKeys.rsa2048());
        CertificateFingerprint fingerprint = CertificateFingerprint.of(weak);
        Files.createDirectories(store.directory());
        Files.writeString(
                store.directory().resolve(fingerprint.hex() + ".pem"), "mode: raw\n" + TestingCertificates.pem(weak));
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.find(fingerprint))
                .matches(e -> e.reason() == Reason.KEY_UNSUITABLE);
    }

    @Test
    void aFilePutThereByHandIsAnErrorAndAHiddenOneIsNot() throws Exception {
        store.add(write(PEM), FINGERPRINT);
        Files.writeString(store.directory().resolve(".half-written.tmp"), "half");
        assertThat(store.list()).hasSize(1);

        for (String name : List.of("ql-pipeline.crt", "ql-pipeline.pem", FINGERPRINT.hex() + ".pem.pem")) {
            Path byHand = Files.writeString(store.directory().resolve(name), TestingCertificates.pem(OTHER));
            assertThatExceptionOfType(TrustStoreException.class)
                    .isThrownBy(() -> store.list())
                    .withMessageContaining(name + ": not a file of the trust store")
                    .matches(e -> e.reason() == Reason.FILE_UNEXPECTED);
            Files.delete(byHand);
        }
    }

    @Test
    void keepsHowTheKeyHasToAnswer() throws Exception {
        var bound = new Enrolment.Bound(new Audience("provider-a.example"), ChannelBinding.Type.NONE);
        store.add(write(PEM), FINGERPRINT, bound);
        assertThat(stored())
                .content()
                .isEqualTo("mode: bound\naudience: provider-a.example\nchannel-binding: none\n" + PEM);
        assertThat(store.find(FINGERPRINT)).map(StoredCertificate::enrolment).contains(bound);
    }

    @Test
    void keepsAnAudienceThatLooksLikeTheBeginningOfACertificate() throws Exception {
        var bound = new Enrolment.Bound(new Audience("urn:-----BEGIN"), ChannelBinding.Type.NONE);
        store.add(write(PEM), FINGERPRINT, bound);
        assertThat(store.list()).extracting(StoredCertificate::enrolment).containsExactly(bound);
    }

    @Test
    void neverChangesHowTheKeyHasToAnswer() throws Exception {
        Path file = write(PEM);
        store.add(file, FINGERPRINT);
        var bound = new Enrolment.Bound(new Audience("provider-a.example"), ChannelBinding.Type.NONE);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(file, FINGERPRINT, bound))
                .matches(e -> e.reason() == Reason.ENROLMENT_DIFFERENT);
        assertThat(store.find(FINGERPRINT)).map(StoredCertificate::enrolment).contains(new Enrolment.Raw());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mode: raw",
                "mode: raw\r\n",
                "mode: raw\n\n",
                "mode: raw\nmode: bound\n",
                "mode: bound\n",
                "mode: bound\naudience: provider-a.example\n",
                "mode: bound\naudience: \nchannel-binding: none\n",
                "mode: bound\naudience: Provider-A.example\nchannel-binding: none\n",
                "mode: bound\naudience: provider-a.example\nchannel-binding: any\n",
                "mode: bound\nchannel-binding: none\naudience: provider-a.example\n",
                "Mode: raw\n",
                " mode: raw\n"
            })
    void aFileThatDoesNotSayHowTheKeyHasToAnswerIsAnErrorAndNeverRaw(String lines) throws Exception {
        store.add(write(PEM), FINGERPRINT);
        Files.writeString(stored(), lines + PEM);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.find(FINGERPRINT))
                .satisfies(e -> assertThat(e.reason()).isIn(Reason.ENROLMENT_UNREADABLE, Reason.NOT_ONE_CERTIFICATE));
    }

    @Test
    void removesOnlyWhatIsStored() throws Exception {
        store.add(write(PEM), FINGERPRINT);
        store.remove(FINGERPRINT);
        assertThat(store.list()).isEmpty();
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.remove(FINGERPRINT))
                .matches(e -> e.reason() == Reason.NOT_STORED);
    }

    @Test
    void aSnapshotStaysWhileTheStoreChanges() throws Exception {
        store.add(write(PEM), FINGERPRINT);
        TrustedCertificates snapshot = store.snapshot();
        store.remove(FINGERPRINT);

        assertThat(snapshot.find(FINGERPRINT)).isPresent();
        assertThat(snapshot.list()).hasSize(1);
        assertThat(store.find(FINGERPRINT)).isEmpty();
    }

    @Test
    void aMissingDirectoryIsAnErrorRatherThanAnEmptyStore() {
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.list())
                .withMessage("trust store: no directory " + store.directory())
                .matches(e -> e.reason() == Reason.UNREADABLE);
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite() throws Exception {
        Path file = write(PEM);
        Files.createDirectories(
                store.directory().resolve(FINGERPRINT.hex() + ".pem").resolve("in the way"));
        assertThatExceptionOfType(TrustStoreException.class).isThrownBy(() -> store.add(file, FINGERPRINT));
        assertThat(names()).containsExactly(FINGERPRINT.hex() + ".pem");

        TrustStore beneathAFile = TrustStore.at(file.resolve("store"));
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> beneathAFile.add(file, FINGERPRINT))
                .matches(e -> e.reason() == Reason.UNREADABLE);
    }

    private Path stored() {
        return store.directory().resolve(FINGERPRINT.hex() + ".pem");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(store.directory())) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private Path write(String content) {
        return TestingCertificates.write(directory, "received.pem", content);
    }

    private static String withoutLine(String pem, int line) {
        List<String> lines = pem.lines().toList();
        return String.join("\n", lines.subList(0, line)) + "\n"
                + String.join("\n", lines.subList(line + 1, lines.size())) + "\n";
    }

    private static String publicKey() {
        return TestingCertificates.pem("PUBLIC KEY", CERTIFICATE.getPublicKey().getEncoded());
    }

    private static String trailing() {
        try {
            byte[] der = CERTIFICATE.getEncoded();
            return TestingCertificates.pem("CERTIFICATE", java.util.Arrays.copyOf(der, der.length + 1));
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
