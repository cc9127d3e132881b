package eu.qlpipeline.signing.agent.signing;

/**
 * A request that waits for the token.
 *
 * @param request the request
 * @param listener who hears the outcome
 */
record Waiting(SignatureRequest request, SignatureListener listener) {}
