package eu.qlpipeline.signing.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.RawAnswer;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import eu.qlpipeline.signing.v1.SignatureScheme;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * An agent in software behind real TLS 1.3 on the loopback interface, which demands the provider's certificate and
 * answers as it is told to, honestly or not.
 */
public final class TestingAgent implements AutoCloseable {

    private static final KeyPair TLS_KEY = TestingKeys.ec();
    private static final X509Certificate TLS_CERTIFICATE = TestingCertificates.tls(TLS_KEY, "CN=agent");

    /** The provider that every agent here knows. */
    public static final KeyPair PROVIDER_KEY = TestingKeys.ec();

    /** The certificate of that provider. */
    public static final X509Certificate PROVIDER = TestingCertificates.tls(PROVIDER_KEY, "CN=provider-a");

    private final Service service;
    private final Server server;
    private final AgentAddress address;

    private TestingAgent(Service service, Server server) {
        this.service = service;
        this.server = server;
        this.address = new AgentAddress("127.0.0.1", server.getPort());
    }

    /** Starts an agent whose answer is empty where it never comes. */
    public static TestingAgent start(Function<byte[], Optional<SignChallengeResponse>> behaviour) {
        return answering(
                request -> behaviour.apply(request.getRaw().getChallenge().toByteArray()));
    }

    /** Starts an agent for TLS whose answer is empty where it never comes. */
    public static TestingAgent startTls(
            Function<SignTls13CertificateVerifyRequest, Optional<SignTls13CertificateVerifyResponse>> behaviour) {
        return serve(new Service(challenge -> Optional.empty(), TestingAgent::noStream, behaviour));
    }

    /** An agent that signs for TLS with that key, and names that certificate. */
    public static TestingAgent signingTls(KeyPair key, X509Certificate certificate) {
        return startTls(request -> Optional.of(tlsAnswer(
                certificate,
                TestingSignatures.sign(
                        key,
                        TlsCodec.decode(request).message(),
                        eu.qlpipeline.signing.contract.SignatureScheme.RSA4096_PSS_SHA256_SALT32))));
    }

    /** Starts an agent that answers requests of any kind; the answer is empty where it never comes. */
    public static TestingAgent answering(Function<SignChallengeRequest, Optional<SignChallengeResponse>> behaviour) {
        return serve(new Service(behaviour, TestingAgent::noStream, request -> Optional.empty()));
    }

    /** Starts an agent that does with the messages of a stream as it is told. */
    public static TestingAgent streaming(
            BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> behaviour) {
        return serve(new Service(request -> Optional.empty(), behaviour, request -> Optional.empty()));
    }

    /** An agent that answers single challenges directly, and all that come in one message of a stream by one batch. */
    public static TestingAgent honest(TestingBoundSigner signer) {
        return serve(new Service(
                request -> Optional.of(signer.answer(request)),
                (message, replies) -> replies.onNext(signer.answers(message)),
                request -> Optional.empty()));
    }

    private static void noStream(SignChallengesRequest message, StreamObserver<SignChallengesResponse> replies) {
        replies.onError(Status.UNIMPLEMENTED.asRuntimeException());
    }

    /** An agent that has that receipt, whatever is asked for, and answers nothing else. */
    public static TestingAgent keeping(GetReceiptResponse receipt) {
        return searching(() -> receipt);
    }

    /** An agent that has a receipt, or says why not, as it is told, and answers nothing else. */
    public static TestingAgent searching(Supplier<GetReceiptResponse> receipts) {
        var service = silent();
        service.receipts = receipts;
        return serve(service);
    }

    /** Somebody whose TLS key is not the agent's. */
    public static TestingAgent impostor() {
        KeyPair key = TestingKeys.ec();
        return serve(silent(), key, TestingCertificates.tls(key, "CN=agent"), "TLSv1.3");
    }

    /** An agent that signs every challenge with that key, and speaks TLS 1.2 at most. */
    public static TestingAgent signingOverTls12(KeyPair key, X509Certificate certificate) {
        var service = new Service(
                request -> Optional.of(answer(
                        certificate,
                        TestingSignatures.raw(
                                key, request.getRaw().getChallenge().toByteArray()))),
                TestingAgent::noStream,
                request -> Optional.empty());
        return serve(service, TLS_KEY, TLS_CERTIFICATE, "TLSv1.2");
    }

    private static Service silent() {
        return new Service(request -> Optional.empty(), TestingAgent::noStream, request -> Optional.empty());
    }

    private static TestingAgent serve(Service service) {
        return serve(service, TLS_KEY, TLS_CERTIFICATE, "TLSv1.3");
    }

    private static TestingAgent serve(Service service, KeyPair key, X509Certificate certificate, String protocol) {
        try {
            var tls = GrpcSslContexts.configure(
                            SslContextBuilder.forServer(key.getPrivate(), certificate), SslProvider.JDK)
                    .protocols(protocol)
                    .trustManager(PROVIDER)
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sslContext(tls)
                    .directExecutor()
                    .addService(service)
                    .addService(service.health.getHealthService())
                    .build()
                    .start();
            return new TestingAgent(service, server);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An agent that signs every challenge with that key, and names that certificate. */
    public static TestingAgent signing(KeyPair key, X509Certificate certificate) {
        return start(challenge -> Optional.of(answer(certificate, TestingSignatures.raw(key, challenge))));
    }

    /** An agent that refuses with a reason. */
    public static TestingAgent refusing(Code code, Reason reason, String message) {
        return refusing(code, rejection(reason, message));
    }

    /** An agent that refuses. */
    public static TestingAgent refusing(Code code, Rejection rejection) {
        return serve(new Service(
                challenge -> {
                    throw refusal(code, rejection);
                },
                TestingAgent::noStream,
                request -> {
                    throw refusal(code, rejection);
                }));
    }

    /** What a refusing agent answers with. */
    public static StatusRuntimeException refusal(Code code, Reason reason, String message) {
        return refusal(code, rejection(reason, message));
    }

    private static Rejection rejection(Reason reason, String message) {
        return Rejection.newBuilder().setReason(reason).setMessage(message).build();
    }

    /** As the other, with all that it says of the refusal. */
    public static StatusRuntimeException refusal(Code code, Rejection rejection) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(rejection.getMessage())
                .addDetails(Any.pack(rejection))
                .build());
    }

    /** A well-formed answer. */
    public static SignChallengeResponse answer(X509Certificate certificate, byte[] signature) {
        return SignChallengeResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(
                        CertificateFingerprint.of(certificate).bytes()))
                .setScheme(SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478)
                .setRaw(RawAnswer.newBuilder().setSignature(ByteString.copyFrom(signature)))
                .build();
    }

    /** A well-formed answer for TLS. */
    public static SignTls13CertificateVerifyResponse tlsAnswer(X509Certificate certificate, byte[] signature) {
        return SignTls13CertificateVerifyResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(
                        CertificateFingerprint.of(certificate).bytes()))
                .setSignature(ByteString.copyFrom(signature))
                .build();
    }

    /** Where it listens, or did. */
    public AgentAddress address() {
        return address;
    }

    /** Its TLS certificate. */
    public X509Certificate tlsCertificate() {
        return TLS_CERTIFICATE;
    }

    /** How many challenges reached it. */
    public int challenges() {
        return service.challenges.get();
    }

    /** The requests for TLS that reached it. */
    public List<SignTls13CertificateVerifyRequest> tlsRequests() {
        return List.copyOf(service.tlsRequests);
    }

    /** Says from now on that it does not serve. */
    public void sayNotServing() {
        service.health.setStatus("", ServingStatus.NOT_SERVING);
    }

    /** Opens when a call that it never answered was cancelled. */
    public CountDownLatch cancelled() {
        return service.cancelled;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Service extends SigningAgentGrpc.SigningAgentImplBase {

        private final Function<SignChallengeRequest, Optional<SignChallengeResponse>> behaviour;
        private final BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> streaming;
        private final Function<SignTls13CertificateVerifyRequest, Optional<SignTls13CertificateVerifyResponse>>
                tlsBehaviour;
        private final HealthStatusManager health = new HealthStatusManager();
        private final AtomicInteger challenges = new AtomicInteger();
        private final Queue<SignTls13CertificateVerifyRequest> tlsRequests = new ConcurrentLinkedQueue<>();
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private volatile Supplier<GetReceiptResponse> receipts = () -> {
            throw refusal(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "receipt: none");
        };

        Service(
                Function<SignChallengeRequest, Optional<SignChallengeResponse>> behaviour,
                BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> streaming,
                Function<SignTls13CertificateVerifyRequest, Optional<SignTls13CertificateVerifyResponse>>
                        tlsBehaviour) {
            this.behaviour = behaviour;
            this.streaming = streaming;
            this.tlsBehaviour = tlsBehaviour;
        }

        @Override
        public void signChallenge(SignChallengeRequest request, StreamObserver<SignChallengeResponse> observer) {
            challenges.incrementAndGet();
            answer(() -> behaviour.apply(request), observer);
        }

        @Override
        public void signTls13CertificateVerify(
                SignTls13CertificateVerifyRequest request,
                StreamObserver<SignTls13CertificateVerifyResponse> observer) {
            tlsRequests.add(request);
            answer(() -> tlsBehaviour.apply(request), observer);
        }

        @Override
        public void getReceipt(GetReceiptRequest request, StreamObserver<GetReceiptResponse> observer) {
            answer(() -> Optional.of(receipts.get()), observer);
        }

        private <T> void answer(Supplier<Optional<T>> behaviour, StreamObserver<T> observer) {
            Optional<T> answer;
            try {
                answer = behaviour.get();
            } catch (StatusRuntimeException e) {
                observer.onError(e);
                return;
            }
            if (answer.isPresent()) {
                observer.onNext(answer.get());
                observer.onCompleted();
            } else {
                ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(cancelled::countDown);
            }
        }

        @Override
        public StreamObserver<SignChallengesRequest> signChallenges(StreamObserver<SignChallengesResponse> replies) {
            ((ServerCallStreamObserver<SignChallengesResponse>) replies).setOnCancelHandler(cancelled::countDown);
            return new StreamObserver<>() {
                @Override
                public void onNext(SignChallengesRequest message) {
                    challenges.addAndGet(message.getChallengesCount());
                    streaming.accept(message, replies);
                }

                @Override
                public void onError(Throwable gone) {}

                @Override
                public void onCompleted() {
                    replies.onCompleted();
                }
            };
        }
    }
}
