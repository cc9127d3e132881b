/** YAML as a tree in which each value knows its line, and problems that are reported together. */
@NullMarked
package eu.qlpipeline.signing.agent.yaml;

import org.jspecify.annotations.NullMarked;
