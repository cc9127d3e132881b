package eu.qlpipeline.signing.agent.policy;

import static eu.qlpipeline.signing.agent.policy.TestingAuthority.dns;
import static eu.qlpipeline.signing.agent.policy.TestingAuthority.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.agent.policy.LivePolicy.Refusal;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

class CallerRegistryTest {

    private static final TestingAuthority OURS = new TestingAuthority("ours");
    private static final TestingAuthority OTHER = new TestingAuthority("other");

    private static Caller named(String name, String san, TestingAuthority authority) {
        return named(name, san, authority.certificate());
    }

    private static Caller named(String name, String san, X509Certificate authority) {
        return TestingPolicy.caller(
                name,
                new CallerIdentity.CertifiedName(SubjectName.parse(san), CertificateAuthorities.of(List.of(authority))),
                Optional.empty());
    }

    private static final CallerRegistry REGISTRY = CallerRegistry.of(List.of(
            new Caller("pinned", TestingKeys.fingerprint(1), Set.of(PurposeKind.RAW_CHALLENGE), List.of(), true),
            named("by-dns", "dns:a.example", OURS),
            named("by-uri", "uri:spiffe://example/b", OURS),
            named("by-other", "dns:c.example", OTHER)));

    private static Optional<String> identify(X509Certificate... chain) {
        return TestingPolicy.identify(REGISTRY, chain).map(Caller::name);
    }

    private static Refusal refusal(X509Certificate certificate) {
        return ((LivePolicy.Verdict.Refused) TestingPolicy.of(REGISTRY).judge(List.of(certificate))).reason();
    }

    @Test
    void aCallerIsKnownByItsKey() {
        assertThat(identify(TestingKeys.certificate(1))).contains("pinned");
        assertThat(identify(TestingKeys.certificate(2))).isEmpty();
    }

    @Test
    void aCallerIsKnownByTheNameThatItsAuthorityCertified() {
        assertThat(identify(OURS.issue("x", dns("a.example")))).contains("by-dns");
        assertThat(identify(OURS.issue("x", dns("A.Example")))).contains("by-dns");
        assertThat(identify(OURS.issue("x", uri("spiffe://example/b")))).contains("by-uri");
        assertThat(identify(OTHER.issue("x", dns("c.example")))).contains("by-other");
    }

    @Test
    void furtherNamesThatMatchNobodyDoNoHarm() {
        assertThat(identify(OURS.issue("x", dns("a.example"), dns("more.example"), uri("https://a.example/"))))
                .contains("by-dns");
    }

    @Test
    void theCommonNameNamesNobody() {
        assertThat(identify(OURS.issue("a.example"))).isEmpty();
        assertThat(identify(OURS.issue("a.example", dns("more.example")))).isEmpty();
    }

    @Test
    void aCertificateThatMatchesTwoCallersIsNeither() {
        X509Certificate both = OURS.issue("x", dns("a.example"), uri("spiffe://example/b"));
        assertThat(identify(both)).isEmpty();
        assertThat(refusal(both)).isEqualTo(Refusal.AMBIGUOUS);
    }

    @Test
    void aPinnedKeyWithTheNameOfAnotherCallerIsNeither() {
        X509Certificate both = OURS.issue(TestingKeys.certificate(1).getPublicKey(), dns("a.example"));
        assertThat(identify(both)).isEmpty();
        assertThat(refusal(both)).isEqualTo(Refusal.AMBIGUOUS);
    }

    @Test
    void aPinnedKeyIsItsCallersWhereTheNameBesideItIsNotCertified() {
        X509Certificate other = OTHER.issue(TestingKeys.certificate(1).getPublicKey(), dns("a.example"));
        assertThat(identify(other)).contains("pinned");
    }

    @Test
    void aCallerOutOfEffectIsNoOther() {
        List<Caller> inEffect = new ArrayList<>(REGISTRY.callers());
        Caller pinned = inEffect.remove(0);
        Caller byUri = inEffect.remove(1);
        LivePolicy policy = TestingPolicy.of(CallerRegistry.of(inEffect, List.of(pinned, byUri)));

        X509Certificate pinnedAndNamed = OURS.issue(TestingKeys.certificate(1).getPublicKey(), dns("a.example"));
        X509Certificate twoNames = OURS.issue("x", dns("a.example"), uri("spiffe://example/b"));
        for (X509Certificate certificate : List.of(pinnedAndNamed, twoNames)) {
            assertThat(policy.judge(List.of(certificate)))
                    .isInstanceOfSatisfying(
                            LivePolicy.Verdict.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Refusal.AMBIGUOUS));
        }
        for (X509Certificate certificate :
                List.of(TestingKeys.certificate(1), OURS.issue("x", uri("spiffe://example/b")))) {
            assertThat(policy.judge(List.of(certificate)))
                    .isEqualTo(new LivePolicy.Verdict.Refused(Refusal.UNKNOWN, Optional.empty()));
        }
        assertThat(policy.names()).containsExactly("by-dns", "by-other");
    }

    @Test
    void aChainThatIsLongerThanNeedBeIsNotLookedAt() {
        var chain = new ArrayList<X509Certificate>(
                Collections.nCopies(CertificateAuthorities.LONGEST_CHAIN, OURS.certificate()));
        chain.set(0, OURS.issue("x", dns("a.example")));
        CertificateAuthorities authorities = CertificateAuthorities.of(List.of(OURS.certificate()));
        assertThat(authorities.issued(chain)).isTrue();
        chain.add(OURS.certificate());
        assertThat(authorities.issued(chain)).isFalse();
    }

    @Test
    void anAuthorityCertifiesNobodyOnceItHasEnded() {
        List<X509Certificate> chain = List.of(OURS.issue("x", dns("a.example")));
        X509Certificate ended = OURS.certificate(Instant.now().minusSeconds(1));
        assertThat(CertificateAuthorities.of(List.of(ended)).issued(chain)).isFalse();
        assertThat(CertificateAuthorities.of(List.of(ended, OTHER.certificate()))
                        .issued(chain))
                .isFalse();
        assertThat(CertificateAuthorities.of(List.of(ended, OURS.certificate())).issued(chain))
                .isTrue();
    }

    @Test
    void whatValidatesIsMadeOnceWhereOneOfSeveralAuthoritiesHasEnded() {
        CertificateAuthorities authorities = CertificateAuthorities.of(
                List.of(OURS.certificate(Instant.now().minusSeconds(1)), OTHER.certificate()));
        CertificateAuthorities.Validator validator = authorities.validator();
        assertThat(validator.anchors()).containsExactly(OTHER.certificate());
        assertThat(authorities.validator()).isSameAs(validator);
    }

    @Test
    void theRightNameOfAnotherAuthorityIsNobody() {
        X509Certificate other = OTHER.issue("x", dns("a.example"));
        assertThat(identify(other)).isEmpty();
        assertThat(refusal(other)).isEqualTo(Refusal.UNKNOWN);
        assertThat(identify(new TestingAuthority("ours").issue("x", dns("a.example"))))
                .isEmpty();
    }

    @Test
    void aWildcardNamesNobody() {
        assertThat(identify(OURS.issue("x", dns("*.example")))).isEmpty();
    }

    @Test
    void theNamesOfACertificateWithMoreThanAHundredAreNotLookedAt() {
        GeneralName[] names = new GeneralName[SubjectName.MOST];
        Arrays.fill(names, dns("*"));
        names[names.length - 1] = dns("a.example");
        assertThat(identify(OURS.issue("x", names))).contains("by-dns");

        GeneralName[] more = Arrays.copyOf(names, names.length + 1);
        more[names.length] = dns("*");
        assertThat(identify(OURS.issue("x", more))).isEmpty();
        assertThat(identify(OURS.issue(TestingKeys.certificate(1).getPublicKey(), more)))
                .contains("pinned");
    }

    @Test
    void anExpiredCertificateNamesNobody() {
        assertThat(identify(OURS.issueExpired("x", dns("a.example")))).isEmpty();
        assertThat(refusal(OURS.issueExpired("x", dns("a.example")))).isEqualTo(Refusal.EXPIRED);
        assertThat(refusal(OURS.issueExpired("x", dns("nobody.example")))).isEqualTo(Refusal.UNKNOWN);
    }

    @Test
    void theDatesOfACertificateThatNobodyCertifiedTellNothingOfACaller() {
        assertThat(refusal(OTHER.issueExpired("x", dns("a.example")))).isEqualTo(Refusal.UNKNOWN);
        assertThat(refusal(new TestingAuthority("ours").issueExpired("x", dns("a.example"))))
                .isEqualTo(Refusal.UNKNOWN);
        assertThat(refusal(OTHER.issueForLater("x", dns("a.example")))).isEqualTo(Refusal.UNKNOWN);
    }

    @Test
    void aCertificateForLaterIsThatOfTheCallerWhoseAuthorityIssuedIt() {
        assertThat(refusal(OURS.issueForLater("x", dns("a.example")))).isEqualTo(Refusal.NOT_YET_VALID);
    }

    @Test
    void anExpiredCertificateIsThatOfItsCallerAlsoWhereTheAuthorityHasEnded() {
        X509Certificate ended = OURS.certificate(Instant.now().minusSeconds(30));
        LivePolicy policy = TestingPolicy.of(CallerRegistry.of(List.of(named("by-dns", "dns:a.example", ended))));
        assertThat(policy.judge(List.of(OURS.issueExpired("x", dns("a.example")))))
                .isInstanceOfSatisfying(
                        LivePolicy.Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.EXPIRED));
    }

    @Test
    void refusesTwoCallersWithOneIdentity() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallerRegistry.of(
                        List.of(named("a", "dns:a.example", OURS), named("b", "dns:a.example", OURS))))
                .withMessage("identity: that of a and of b (expected: one caller for a key or name)");
    }
}
