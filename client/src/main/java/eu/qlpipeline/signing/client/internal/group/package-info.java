/** Several agents behind one channel: their names, their health, and how a silent one is found. */
@NullMarked
package eu.qlpipeline.signing.client.internal.group;

import org.jspecify.annotations.NullMarked;
