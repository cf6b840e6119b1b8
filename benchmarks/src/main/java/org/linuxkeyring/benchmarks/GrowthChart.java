package org.linuxkeyring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines of how many times longer an operation takes among more entries, in SVG, relative to the fewest that were
 * measured. Both scales are logarithmic.
 */
final class GrowthChart {
    private static final List<Line> LINES = List.of(
            new Line("handshake by server name, LINUXKEYRING", "handshakeByName/", "LINUXKEYRING", false, "#063"),
            new Line("handshake by server name, NewSunX509 (PKIX)", "handshakeByName/", "PKIX", false, "#c33"),
            new Line("handshake by server name, Jetty", "handshakeByName/", "Jetty", false, "#d80"),
            new Line("getKey", "getKey/among-", "ffm", false, "#2a6"),
            new Line("getEntry", "getEntryAmong/", "ffm", false, "#36c"),
            new Line("setKeyEntry over an entry", "replaceAmong/", "ffm", false, "#93c"),
            new Line("aliases() once more, for each entry", "aliases/", "ffm", true, "#888"),
            new Line("aliases() for the first time, for each entry", "firstAliases/", "ffm", true, "#444"));

    private static final int LEFT = 40;
    private static final int TOP = 40;
    private static final int DECADE_OF_ENTRIES = 90;
    private static final int DECADES_OF_ENTRIES = 4;
    private static final int WIDTH = DECADE_OF_ENTRIES * DECADES_OF_ENTRIES;
    private static final int DECADE_OF_TIMES = 120;
    private static final int HEIGHT = 300;

    /** Where the operation takes as long as among the fewest entries. */
    private static final int SAME = TOP + HEIGHT - DECADE_OF_TIMES / 2;

    private static final int LEGEND = LEFT + WIDTH + 40;
    private static final int LINE_HEIGHT = 20;

    private final Measured measured;

    GrowthChart(Measured measured) {
        this.measured = measured;
    }

    /** @param forEachEntry whether the time is that of a whole listing, and so to be divided */
    private record Line(String what, String row, String column, boolean forEachEntry, String colour) {}

    String svg() {
        List<String> shapes = new ArrayList<>();
        shapes.add(text(
                10,
                18,
                "Time among more entries relative to among 10, and that of the most; both scales are logarithmic"));
        for (int decade = 0; decade <= DECADES_OF_ENTRIES; decade++) {
            int x = LEFT + decade * DECADE_OF_ENTRIES;
            shapes.add(rule(x, TOP, x, TOP + HEIGHT));
            shapes.add(text(
                    x - 10, TOP + HEIGHT + 18, String.format(Locale.ROOT, "%,d", (int) Math.pow(10, decade + 1))));
        }
        for (int times : new int[] {1, 10, 100}) {
            int y = y(times);
            shapes.add(rule(LEFT, y, LEFT + WIDTH, y));
            shapes.add(text(8, y + 4, "×" + times));
        }
        int legend = TOP + LINE_HEIGHT;
        for (Line line : LINES) {
            Map<Integer, Double> times = times(line);
            if (times.size() > 1) {
                shapes.add(polyline(line, times));
                double last = new ArrayList<>(times.values()).get(times.size() - 1);
                String label = String.format(Locale.ROOT, "×%.2f  %s", last, line.what);
                shapes.add(
                        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>".formatted(LEGEND, legend, line.colour, label));
                legend += LINE_HEIGHT;
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"" + (TOP + HEIGHT + 30)
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n" + String.join("\n", shapes) + "\n</svg>\n";
    }

    /** Returns the relative times by number of entries, from 10 on. */
    private Map<Integer, Double> times(Line line) {
        Map<Integer, Double> found = new TreeMap<>();
        for (int entries = 10, decade = 0; decade <= DECADES_OF_ENTRIES; decade++, entries *= 10) {
            String row = line.row + entries;
            if (measured.has(row, line.column)) {
                found.put(entries, measured.of(row, line.column) / (line.forEachEntry ? entries : 1));
            }
        }
        double fewest = found.isEmpty() ? 1 : found.values().iterator().next();
        found.replaceAll((entries, time) -> time / fewest);
        return found;
    }

    private static String polyline(Line line, Map<Integer, Double> times) {
        StringBuilder points = new StringBuilder();
        times.forEach((entries, ratio) -> points.append(String.format(
                Locale.ROOT, "%.0f,%d ", LEFT + DECADE_OF_ENTRIES * (Math.log10(entries) - 1), y(ratio))));
        return "<polyline points=\"" + points.toString().strip() + "\" fill=\"none\" stroke-width=\"2\" stroke=\""
                + line.colour + "\"/>";
    }

    private static int y(double times) {
        return Math.max(TOP, Math.min(TOP + HEIGHT, SAME - (int) Math.round(DECADE_OF_TIMES * Math.log10(times))));
    }

    private static String rule(int fromX, int fromY, int toX, int toY) {
        return "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>".formatted(fromX, fromY, toX, toY);
    }

    private static String text(int x, int y, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\">" + content + "</text>";
    }
}
