package eu.qlpipeline.signing.client.internal.cli.receipt;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentRefusedException.Reason;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks for a receipt: every agent has a log of its own, and only that of the one that signed holds the record. */
final class ReceiptSearch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Set<Reason> PASSING = Set.of(Reason.RECEIPT_PENDING, Reason.RATE_LIMITED);

    private final List<AgentClient> agents;
    private final Duration patience;
    private final Proof proof;

    /**
     * @param agents a client of each agent, at least one; they are closed with this search
     * @param patience how long to wait for a checkpoint, where an agent has the record and none covers it yet, and until an agent
     *     reads its log for this caller again
     * @param proof what a receipt has to prove
     */
    ReceiptSearch(List<AgentClient> agents, Duration patience, Proof proof) {
        this.agents = List.copyOf(agents);
        this.patience = patience;
        this.proof = proof;
    }

    /**
     * The first receipt of an agent that proves what it has to; otherwise why there is none: before all else that somebody answered
     * who is no agent, or with what is no such receipt, then that an agent could not say, then that it has none.
     */
    Receipt find(ReceiptQuery query)
            throws ReceiptException, TrustStoreException, VerificationException, AgentRefusedException,
                    AgentUnavailableException {
        @Nullable VerificationException rejected = null;
        @Nullable ReceiptException unproven = null;
        @Nullable AgentUnavailableException unavailable = null;
        @Nullable AgentRefusedException refused = null;
        for (AgentClient agent : agents) {
            try {
                Receipt receipt = patiently(agent, query);
                proof.require(query, receipt);
                return receipt;
            } catch (VerificationException e) {
                rejected = rejected == null ? e : rejected;
            } catch (ReceiptException e) {
                unproven = unproven == null ? e : unproven;
            } catch (AgentUnavailableException e) {
                unavailable = e;
            } catch (AgentRefusedException e) {
                refused = refused == null || refused.reason() == Reason.RECEIPT_NOT_FOUND ? e : refused;
            }
        }
        if (rejected != null) {
            throw rejected;
        }
        if (unproven != null) {
            throw unproven;
        }
        if (unavailable != null) {
            throw unavailable;
        }
        throw Objects.requireNonNull(refused);
    }

    private Receipt patiently(AgentClient agent, ReceiptQuery query)
            throws ReceiptException, VerificationException, AgentRefusedException, AgentUnavailableException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return agent.receipt(query);
            } catch (AgentRefusedException e) {
                Duration pause = e.retryAfter().orElse(PAUSE);
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (!PASSING.contains(e.reason()) || pause.compareTo(left) > 0) {
                    throw e;
                }
                if (!passed(pause)) {
                    throw e;
                }
            }
        }
    }

    /** Waits; returns false, with the thread interrupted still, where it was interrupted. */
    private static boolean passed(Duration pause) {
        try {
            // Nobody counts it down.
            return !new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        agents.forEach(AgentClient::close);
    }

    /** What a receipt has to prove. */
    @FunctionalInterface
    interface Proof {
        /** Returns normally if, and only if, the receipt is what was asked for, and proves it. */
        void require(ReceiptQuery query, Receipt receipt) throws ReceiptException, TrustStoreException;
    }
}
