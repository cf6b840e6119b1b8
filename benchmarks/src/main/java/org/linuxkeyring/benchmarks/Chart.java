package org.linuxkeyring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars of {@code getKey} by key and keystore, in SVG; the scale is logarithmic, since the keystores are orders of
 * magnitude apart.
 */
final class Chart {
    private static final List<String> ROWS =
            List.of("getKey/aes256", "getKey/p256", "getKey/rsa2048", "getKey/rsa4096");
    private static final List<String> COLUMNS = List.of("C", "ffm", "jna", "PKCS11", "BCFKS", "JKS", "PKCS12");
    private static final int LEFT = 190;
    private static final int DECADE = 90;
    private static final int BAR = 16;

    private final Measured measured;

    Chart(Measured measured) {
        this.measured = measured;
    }

    String svg() {
        List<String> shapes = new ArrayList<>();
        int top = 30;
        shapes.add(text(10, 18, "Microseconds of one getKey, logarithmic"));
        for (String row : ROWS) {
            for (String column : COLUMNS) {
                if (measured.has(row, column)) {
                    double micros = measured.of(row, column) / 1000;
                    double width = Math.max(1, DECADE * (Math.log10(micros) + 1));
                    shapes.add(text(10, top + 12, row.replace("getKey/", "") + " " + column));
                    shapes.add(String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"/>",
                            LEFT,
                            top,
                            width,
                            BAR - 3,
                            column.equals("ffm") || column.equals("jna") ? "#2a6" : "#999"));
                    shapes.add(text((int) (LEFT + width + 6), top + 12, String.format(Locale.ROOT, "%.1f", micros)));
                    top += BAR;
                }
            }
            top += BAR / 2;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"" + top
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n" + String.join("\n", shapes) + "\n</svg>\n";
    }

    private static String text(int x, int y, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\">" + content + "</text>";
    }
}
