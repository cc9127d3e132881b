package eu.qlpipeline.signing.bench.plot;

import eu.qlpipeline.signing.bench.plot.Line.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Lines over a logarithmic axis.
 *
 * @param title above the plot
 * @param x title of the axis to the right
 * @param y title of the axis upwards
 * @param logarithmic whether that one is logarithmic too
 * @param lines what is drawn
 */
public record Plot(String title, String x, String y, boolean logarithmic, List<Line> lines) {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 80;
    private static final int TOP = 40;
    private static final int PLOT_WIDTH = 460;
    private static final int PLOT_HEIGHT = 340;
    private static final int LINE_HEIGHT = 20;

    /** Copies the lines. */
    public Plot {
        lines = List.copyOf(lines);
    }

    /** The whole file. */
    public String svg() {
        Scale across = Scale.of(values(Point::x), true);
        Scale up = Scale.of(values(Point::y), logarithmic);
        List<String> parts = new ArrayList<>();
        parts.add(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT));
        parts.add("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        parts.add(text(LEFT + PLOT_WIDTH / 2, 24, "middle", title).replace("<text", "<text font-size=\"15\""));
        parts.addAll(grid(across, up));
        parts.add(text(LEFT + PLOT_WIDTH / 2, TOP + PLOT_HEIGHT + 44, "middle", x));
        parts.add(format(
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                TOP + PLOT_HEIGHT / 2, escaped(y)));
        for (int i = 0; i < lines.size(); i++) {
            parts.addAll(drawn(lines.get(i), across, up));
            parts.addAll(legend(lines.get(i), TOP + 10 + i * LINE_HEIGHT));
        }
        parts.add("</svg>\n");
        return String.join("\n", parts);
    }

    private static List<String> grid(Scale across, Scale up) {
        List<String> parts = new ArrayList<>();
        for (double tick : across.ticks()) {
            double at = LEFT + across.place(tick) * PLOT_WIDTH;
            parts.add(rule(at, TOP, at, TOP + PLOT_HEIGHT));
            parts.add(text(at, TOP + PLOT_HEIGHT + 18, "middle", Scale.text(tick)));
        }
        for (double tick : up.ticks()) {
            double at = TOP + (1 - up.place(tick)) * PLOT_HEIGHT;
            parts.add(rule(LEFT, at, LEFT + PLOT_WIDTH, at));
            parts.add(text(LEFT - 6, at + 4, "end", Scale.text(tick)));
        }
        parts.add(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#444\"/>",
                LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT));
        return parts;
    }

    private static List<String> drawn(Line line, Scale across, Scale up) {
        List<String> parts = new ArrayList<>();
        StringBuilder points = new StringBuilder();
        for (Point point : line.points()) {
            double atX = LEFT + across.place(point.x()) * PLOT_WIDTH;
            double atY = TOP + (1 - up.place(point.y())) * PLOT_HEIGHT;
            points.append(format("%.1f,%.1f ", atX, atY));
            parts.add(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>", atX, atY, line.colour()));
        }
        parts.add(format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>",
                points.toString().strip(), line.colour(), line.stroke().dashes()));
        return parts;
    }

    private static List<String> legend(Line line, int at) {
        int from = LEFT + PLOT_WIDTH + 16;
        return List.of(
                format(
                        "<path d=\"M%d %dh30\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>",
                        from, at, line.colour(), line.stroke().dashes()),
                text(from + 38, at + 4, "start", line.title()));
    }

    private static String rule(double x1, double y1, double x2, double y2) {
        return format("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#ddd\"/>", x1, y1, x2, y2);
    }

    private static String text(double x, double y, String anchor, String text) {
        return format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private List<Double> values(ToDoubleFunction<Point> part) {
        Stream<Point> all = lines.stream().flatMap(line -> line.points().stream());
        return all.map(part::applyAsDouble).toList();
    }
}
