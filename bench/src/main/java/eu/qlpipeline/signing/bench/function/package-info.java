/** Functions on the way of a request, measured with JMH in processes of their own. */
@NullMarked
package eu.qlpipeline.signing.bench.function;

import org.jspecify.annotations.NullMarked;
