package eu.qlpipeline.signing.bench.measure;

/**
 * A figure that a scenario yields.
 *
 * @param name its fixed name
 * @param meaning what the ratio is, in a few words
 * @param unit the unit of the value
 * @param limit the limit of the ratio
 */
public record Figure(String name, String meaning, String unit, Limit limit) {}
