package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import eu.qlpipeline.signing.contract.merkle.RunTree;
import java.security.SignatureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checks of a shared answer. What the challenges have in common is looked at once; where any of that does not hold,
 * each challenge goes through the checks of an answer of its own, which say what is wrong.
 */
final class SharedRun {

    private final BoundVerifier verifier;
    private final Optional<StoredCertificate> found;
    private final List<ChallengeRequest.Bound> asked;
    private final SharedAnswer answer;

    SharedRun(
            BoundVerifier verifier,
            Optional<StoredCertificate> found,
            List<ChallengeRequest.Bound> asked,
            SharedAnswer answer) {
        this.verifier = verifier;
        this.found = found;
        this.asked = asked;
        this.answer = answer;
    }

    void verify(Audience audience, SharedVerdicts verdicts) {
        List<BoundChallenge> challenges = challenges(audience);
        RunTree tree = answer.run().climb(challenges);
        if (found.isPresent() && commonChecksHold(found.get(), audience, tree)) {
            spendEach(found.get(), challenges, tree, verdicts);
        } else {
            verifyEach(tree, verdicts);
        }
    }

    private List<BoundChallenge> challenges(Audience audience) {
        List<BoundChallenge> challenges = new ArrayList<>(asked.size());
        for (int place = 0; place < asked.size(); place++) {
            ChallengeRequest.Bound challenge = asked.get(place);
            challenges.add(new BoundChallenge(
                    answer.certificate(),
                    challenge.verifierNonce(),
                    audience,
                    challenge.channelBinding(),
                    answer.terms(place)));
        }
        return challenges;
    }

    /** By the checks of the first answer, which has all but its nonce and its place in common with the others. */
    private boolean commonChecksHold(StoredCertificate stored, Audience audience, RunTree tree) {
        var first = new BoundRun(found, asked.get(0).verifierNonce(), own(tree, 0));
        Instant now = verifier.now();
        try {
            first.enrolled(audience);
            first.validAt(stored, now);
            first.goodAt(now);
            for (ChallengeRequest.Bound each : asked) {
                first.tiedTo(each.channelBinding());
            }
            verifier.roots().verify(stored, tree.root(), answer.run().signature());
            return true;
        } catch (VerificationException | SignatureException e) {
            return false;
        }
    }

    private void spendEach(
            StoredCertificate stored, List<BoundChallenge> challenges, RunTree tree, SharedVerdicts verdicts) {
        for (int place = 0; place < challenges.size(); place++) {
            BoundChallenge challenge = challenges.get(place);
            try {
                spend(challenge);
            } catch (VerificationException e) {
                verdicts.rejected(place, e);
                continue;
            }
            int own = place;
            verdicts.verified(place, new BoundVerified(stored, challenge, () -> own(tree, own)));
        }
    }

    private void spend(BoundChallenge challenge) throws VerificationException {
        ChannelBinding issuedFor = verifier.nonces().spend(challenge.verifierNonce());
        if (!issuedFor.equals(challenge.channelBinding())) {
            throw new VerificationException(
                    VerificationException.Reason.CHANNEL_BINDING_UNEXPECTED,
                    "channel binding: " + challenge.channelBinding() + " (expected: " + issuedFor + ", as asked for)",
                    null);
        }
    }

    private void verifyEach(RunTree tree, SharedVerdicts verdicts) {
        for (int place = 0; place < asked.size(); place++) {
            BoundVerified verified;
            try {
                verified = verifier.verify(asked.get(place).verifierNonce(), own(tree, place));
            } catch (VerificationException e) {
                // What is rejected before the nonce is looked at spends it as well.
                verifier.nonces().abandon(asked.get(place).verifierNonce());
                verdicts.rejected(place, e);
                continue;
            }
            verdicts.verified(place, verified);
        }
    }

    /** The answer to one of the challenges, as if it had been answered alone. */
    private BoundAnswer own(RunTree tree, int place) {
        return new BoundAnswer(
                answer.certificate(),
                answer.terms(place),
                answer.channelBinding(),
                new AnswerProof.Batched(tree.proof(place)));
    }
}
