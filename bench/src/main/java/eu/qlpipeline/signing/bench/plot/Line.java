package eu.qlpipeline.signing.bench.plot;

import java.util.List;

/**
 * A line in a plot.
 *
 * @param title what the legend says
 * @param colour as SVG has it
 * @param stroke how it is drawn
 * @param points from left to right
 */
public record Line(String title, String colour, Stroke stroke, List<Point> points) {

    /** Copies the points. */
    public Line {
        points = List.copyOf(points);
    }

    /** How a line is drawn. */
    public enum Stroke {
        /** Without gaps. */
        SOLID("none"),
        /** In strokes. */
        DASHED("8 4"),
        /** In points. */
        DOTTED("2 4");

        private final String dashes;

        Stroke(String dashes) {
            this.dashes = dashes;
        }

        /** The value of {@code stroke-dasharray}. */
        String dashes() {
            return dashes;
        }
    }

    /**
     * A point.
     *
     * @param x to the right
     * @param y upwards
     */
    public record Point(double x, double y) {}
}
