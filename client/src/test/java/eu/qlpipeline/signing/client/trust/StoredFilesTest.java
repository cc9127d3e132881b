package eu.qlpipeline.signing.client.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.internal.pem.PemFile;
import eu.qlpipeline.signing.client.trust.TrustStoreException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a trust store: who may write them, what may be in them, and what cannot be read or written. */
class StoredFilesTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final CertificateFingerprint FINGERPRINT = CertificateFingerprint.of(CERTIFICATE);

    @TempDir
    private Path directory;

    private Path received = Path.of("replaced");
    private TrustStore store = TrustStore.at(received);

    @BeforeEach
    void open() {
        received = TestingCertificates.write(directory, "received.pem", TestingCertificates.pem(CERTIFICATE));
        store = TrustStore.at(directory.resolve("trusted"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"junk\n", "\n", "mode: bound\n"})
    void aFileThatHoldsMoreThanWasStoredIsAnError(String more) throws Exception {
        store.add(received, FINGERPRINT);
        Files.writeString(stored(), more, StandardOpenOption.APPEND);
        assertUnusable(Reason.FILE_UNEXPECTED, stored() + ": content: more or other than the store wrote");
    }

    @Test
    void aStoreThatEverybodyMayWriteIsAnError() throws Exception {
        store.add(received, FINGERPRINT);
        for (Path open : new Path[] {store.directory(), stored()}) {
            var before = Files.getPosixFilePermissions(open);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertUnusable(
                    Reason.OPEN_TO_OTHERS,
                    open + ": can be written by others (expected: by its owner and group alone)");
            assertThatExceptionOfType(TrustStoreException.class)
                    .isThrownBy(() -> store.add(received, FINGERPRINT))
                    .matches(e -> e.reason() == Reason.OPEN_TO_OTHERS);
            Files.setPosixFilePermissions(open, before);
        }
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void aStoreThatItsGroupMayWriteIsTaken() throws Exception {
        store.add(received, FINGERPRINT);
        Files.setPosixFilePermissions(stored(), PosixFilePermissions.fromString("rw-rw-r--"));
        Files.setPosixFilePermissions(store.directory(), PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void addsNothingToAStoreThatEverybodyMayWrite() throws Exception {
        Files.createDirectories(store.directory());
        Files.setPosixFilePermissions(store.directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(received, FINGERPRINT))
                .matches(e -> e.reason() == Reason.OPEN_TO_OTHERS);
        assertThat(store.directory()).isEmptyDirectory();
    }

    @Test
    void saysHowACertificateIsStoredOtherwise() throws Exception {
        store.add(received, FINGERPRINT);
        var bound = new Enrolment.Bound(new Audience("provider-a.example"), ChannelBinding.Type.NONE);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(received, FINGERPRINT, bound))
                .withMessage("certificate " + FINGERPRINT
                        + ": mode: bound, audience: provider-a.example, channel-binding: none"
                        + " (expected: as stored, mode: raw)");
    }

    @Test
    void saysWhyItCannotWrite() throws Exception {
        TrustStore beneathAFile = TrustStore.at(received.resolve("store"));
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> beneathAFile.add(received, FINGERPRINT))
                .withMessage("trust store: not writable: " + beneathAFile.directory() + ": not a directory");
    }

    @Test
    void saysWhyItCannotRead() {
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(directory, FINGERPRINT))
                .withMessage(directory + ": is a directory")
                .matches(e -> e.reason() == Reason.UNREADABLE);
    }

    @Test
    void saysWhyItCannotReadTheNamesToTheirEnd() throws Exception {
        store.add(received, FINGERPRINT);
        Path listed = UnreadableListing.of(store.directory(), new IOException("Input/output error"));
        store = TrustStore.at(listed);
        assertUnusable(Reason.UNREADABLE, "trust store: not readable: " + listed + ": input/output error");
    }

    @Test
    void addsNothingWhereALinkThatLeadsNowhereIsInTheWay() throws Exception {
        Files.createDirectories(store.directory());
        Path nowhere = directory.resolve("nowhere");
        Files.createSymbolicLink(stored(), nowhere);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(received, FINGERPRINT))
                .withMessage(stored() + ": a link that leads nowhere (expected: no file, or as the store wrote it)")
                .matches(e -> e.reason() == Reason.FILE_UNEXPECTED);
        assertThat(nowhere).doesNotExist();
        assertThat(store.directory()).isDirectoryContaining(file -> file.equals(stored()));

        store.remove(FINGERPRINT);
        store.add(received, FINGERPRINT);
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void aLinkThatLeadsNowhereIsNotPassedOver() throws Exception {
        store.add(received, FINGERPRINT);
        CertificateFingerprint other = CertificateFingerprint.parse("ab".repeat(32));
        Path link =
                Files.createSymbolicLink(store.directory().resolve(other.hex() + ".pem"), directory.resolve("nowhere"));
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.find(other))
                .withMessage(link + ": a link that leads nowhere (expected: no file, or as the store wrote it)")
                .matches(e -> e.reason() == Reason.FILE_UNEXPECTED);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(store::list)
                .matches(e -> e.reason() == Reason.FILE_UNEXPECTED);
    }

    @Test
    void takesACertificateBehindAByteOrderMark() throws Exception {
        Files.writeString(received, "\uFEFF" + TestingCertificates.pem(CERTIFICATE), StandardCharsets.UTF_8);
        assertThat(store.add(received, FINGERPRINT).certificate()).isEqualTo(CERTIFICATE);
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void takesAFileOfTheLargestSizeAndNoneThatIsLarger() throws Exception {
        String pem = TestingCertificates.pem(CERTIFICATE);
        Files.writeString(received, pem + " ".repeat(PemFile.SIZE_LIMIT - pem.length()));
        assertThat(store.add(received, FINGERPRINT).certificate()).isEqualTo(CERTIFICATE);

        Files.writeString(received, " ", StandardOpenOption.APPEND);
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.add(received, FINGERPRINT))
                .matches(e -> e.reason() == Reason.NOT_ONE_CERTIFICATE);
    }

    private void assertUnusable(Reason reason, String message) {
        assertThatExceptionOfType(TrustStoreException.class)
                .isThrownBy(() -> store.list())
                .withMessageStartingWith(message)
                .matches(e -> e.reason() == reason);
    }

    private Path stored() {
        return store.directory().resolve(FINGERPRINT.hex() + ".pem");
    }
}
