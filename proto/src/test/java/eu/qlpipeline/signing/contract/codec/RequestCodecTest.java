package eu.qlpipeline.signing.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.ContractViolation.Reason;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.v1.BoundChallenge;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.TlsRole;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over the wire and breaks a rule never becomes an object. */
class RequestCodecTest {

    private static final ChallengeRequest.Bound TIED = new ChallengeRequest.Bound(
            Nonce.of(new byte[32]),
            Optional.of(new Audience("provider-a.example")),
            ChannelBinding.tlsExporter(new byte[32]));
    private static final Tls13CertificateVerify LOGIN = Tls13CertificateVerify.of(new byte[32]);
    private static final ReceiptQuery QUERY = new ReceiptQuery(Digest.of(new byte[] {1}), Digest.of(new byte[] {2}), 3);

    @Test
    void requestsComeThroughAsTheyWere() {
        assertThat(ChallengeCodec.decode(BoundCodec.encode(TIED))).isEqualTo(TIED);
        assertThat(TlsCodec.decode(TlsCodec.encode(LOGIN)).message()).isEqualTo(LOGIN.message());
        assertThat(ReceiptCodec.decode(ReceiptCodec.encode(QUERY))).isEqualTo(QUERY);
    }

    @Test
    void aChallengeOfNoKindIsRefused() {
        refused(Reason.CHALLENGE_MISSING, () -> ChallengeCodec.decode(SignChallengeRequest.getDefaultInstance()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void bytesOfAnotherLengthAreRefused(int length) {
        ByteString bytes = ByteString.copyFrom(new byte[length]);
        refused(
                Reason.CHALLENGE_LENGTH,
                () -> ChallengeCodec.decode(SignChallengeRequest.newBuilder()
                        .setRaw(RawChallenge.newBuilder().setChallenge(bytes))
                        .build()));
        refused(Reason.NONCE_LENGTH, () -> decode(bound -> bound.setVerifierNonce(bytes)));
        refused(Reason.CHANNEL_BINDING_VALUE, () -> decode(bound -> bound.setChannelBindingValue(bytes)));
        refused(
                Reason.TRANSCRIPT_HASH_LENGTH,
                () -> TlsCodec.decode(TlsCodec.encode(LOGIN).toBuilder()
                        .setTranscriptHash(bytes)
                        .build()));
        GetReceiptRequest query = ReceiptCodec.encode(QUERY);
        refused(
                Reason.CHALLENGE_LENGTH,
                () -> ReceiptCodec.decode(
                        query.toBuilder().setChallengeSha256(bytes).build()));
        refused(
                Reason.CHALLENGE_LENGTH,
                () -> ReceiptCodec.decode(
                        query.toBuilder().setSignatureSha256(bytes).build()));
    }

    @Test
    void aChannelBindingOfNoKindAndAValueWithoutAKindAreRefused() {
        for (int type : new int[] {ChannelBindingType.CHANNEL_BINDING_TYPE_UNSPECIFIED_VALUE, 99}) {
            refused(Reason.CHANNEL_BINDING_TYPE, () -> decode(bound -> bound.setChannelBindingTypeValue(type)));
        }
        refused(
                Reason.CHANNEL_BINDING_VALUE,
                () -> decode(bound -> bound.setChannelBindingType(ChannelBindingType.CHANNEL_BINDING_TYPE_NONE)));
    }

    @Test
    void aTlsSignatureOfNoClientIsRefused() {
        for (int role : new int[] {TlsRole.TLS_ROLE_UNSPECIFIED_VALUE, 2, 99}) {
            refused(
                    Reason.TLS_ROLE,
                    () -> TlsCodec.decode(login().setRoleValue(role).build()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x0401, 0x0805, 0x0809, 0x10804})
    void anotherSchemeOfTlsIsRefused(int scheme) {
        refused(
                Reason.TLS_SCHEME,
                () -> TlsCodec.decode(login().setSignatureScheme(scheme).build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257})
    void aSharedAnswerIsForNoMoreThan256Challenges(int count) {
        SharedAnswers answer = SharedAnswers.newBuilder()
                .setHeight(9)
                .addAllRequestIds(Collections.nCopies(count, 1L))
                .build();
        refused(Reason.ANSWER_MISSING, () -> SharedCodec.decode(answer));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, ReceiptQuery.LATEST_MILLIS + 1})
    void aReceiptIsOfATimeFrom1970ToTheYear9999(long millis) {
        GetReceiptRequest query = ReceiptCodec.encode(QUERY);
        refused(
                Reason.ANSWER_TIME,
                () -> ReceiptCodec.decode(
                        query.toBuilder().setAnsweredAtMs(millis).build()));
        GetReceiptRequest latest =
                query.toBuilder().setAnsweredAtMs(ReceiptQuery.LATEST_MILLIS).build();
        assertThat(ReceiptCodec.encode(ReceiptCodec.decode(latest))).isEqualTo(latest);
    }

    private static SignTls13CertificateVerifyRequest.Builder login() {
        return TlsCodec.encode(LOGIN).toBuilder();
    }

    private static ChallengeRequest decode(Consumer<BoundChallenge.Builder> change) {
        BoundChallenge.Builder bound = BoundCodec.encode(TIED).getBound().toBuilder();
        change.accept(bound);
        return ChallengeCodec.decode(
                SignChallengeRequest.newBuilder().setBound(bound).build());
    }

    private static void refused(Reason reason, ThrowingCallable work) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(work)
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }
}
