/** An HTTP client that logs in with a key: connections, answers, and what a failure means. */
@NullMarked
package eu.qlpipeline.signing.fetch.http;

import org.jspecify.annotations.NullMarked;
