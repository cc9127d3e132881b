package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.rpc.connection.Entrance;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.util.Optional;

/**
 * The parts of the agent that know what metrics tell.
 *
 * @param status what is the matter
 * @param token the side of the token
 * @param work the requests that wait
 * @param audit the audit log; empty where there is none
 * @param entrance who may ask, and the certificate that is shown to them
 * @param reloads the files that are read again
 */
public record Sources(
        AgentStatus status, Token token, Work work, Optional<AuditLog> audit, Entrance entrance, Reloads reloads) {

    /**
     * The side of the token.
     *
     * @param supervisor owns the login
     * @param watch watches the calls
     */
    public record Token(TokenSupervisor supervisor, CallWatch watch) {}

    /**
     * The requests that wait.
     *
     * @param signing has them answered
     * @param settings how many may wait, and how many threads there are
     */
    public record Work(SigningService signing, SigningSettings settings) {}
}
