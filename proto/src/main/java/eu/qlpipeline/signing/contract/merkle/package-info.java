/**
 * The two hash trees of QL-SIGN v1: the batch tree, by which one signature answers many bound challenges, and the audit
 * log's tree (RFC 9162 section 2.1). Pure computation, free of I/O.
 */
@NullMarked
package eu.qlpipeline.signing.contract.merkle;

import org.jspecify.annotations.NullMarked;
