/** Results as a table, as JSON, and as a document with plots. */
@NullMarked
package eu.qlpipeline.signing.bench.report;

import org.jspecify.annotations.NullMarked;
