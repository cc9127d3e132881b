/** What the acceptance tests share: agents and providers to order, and how a refusal reads. */
@NullMarked
package eu.qlpipeline.signing.acceptance.stage;

import org.jspecify.annotations.NullMarked;
