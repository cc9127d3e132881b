/** Several agents behind one channel: their names and their health. */
@NullMarked
package eu.qlpipeline.signing.client.internal.group;

import org.jspecify.annotations.NullMarked;
