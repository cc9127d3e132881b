package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.contract.audit.Result;

/**
 * What became of a request.
 *
 * @param request the request, as its intent named it
 * @param result what became of it
 */
public record Conclusion(JournalledRequest request, Result result) {}
