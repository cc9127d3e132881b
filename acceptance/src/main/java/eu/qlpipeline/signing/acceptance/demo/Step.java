package eu.qlpipeline.signing.acceptance.demo;

import java.util.Map;

/**
 * One step of the story and what came of it.
 *
 * @param part the part of the notebook
 * @param step what was done
 * @param ok whether it came out as it must
 * @param detail what was seen, in the order in which it is shown
 */
record Step(int part, String step, boolean ok, Map<String, Object> detail) {}
