import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws what was written to a terminal (standard input) as an SVG. Argument: the columns of the terminal. */
class TerminalSvg {
    private static final double CHARACTER = 8.43;
    private static final int LINE = 19;
    private static final int MARGIN = 16;
    private static final Pattern PART = Pattern.compile("\u001b\\[([0-9;]*)m|([^\u001b]+)|\u001b[^m]*");

    public static void main(String[] arguments) throws Exception {
        int columns = Integer.parseInt(arguments[0]);
        String seen = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        String[] lines = seen.replace("\r\n", "\n").replaceAll("[^\n]*\r", "").stripTrailing().split("\n");
        StringBuilder svg = new StringBuilder();
        long width = Math.round(columns * CHARACTER) + 2 * MARGIN;
        int height = lines.length * LINE + 2 * MARGIN;
        svg.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " role=\"img\" aria-label=\"A terminal session\">%n",
                width, height, width, height));
        svg.append("<style>text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#d0d7de;"
                + "white-space:pre}.b{fill:#fff;font-weight:700}.r{fill:#ff7b72}.y{fill:#e3b341}</style>\n");
        svg.append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#161b22\"/>\n");
        for (int i = 0; i < lines.length; i++) {
            line(lines[i], MARGIN + i * LINE + 14, svg);
        }
        System.out.write(svg.append("</svg>\n").toString().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    /** Each part has the place and the length that the terminal gave it, whatever font draws it. */
    private static void line(String line, int y, StringBuilder svg) {
        String style = "";
        int column = 0;
        for (Matcher part = PART.matcher(line); part.find(); ) {
            if (part.group(1) != null) {
                style = style(part.group(1));
            } else if (part.group(2) != null) {
                String text = part.group(2);
                if (!text.isBlank()) {
                    svg.append(String.format(
                            java.util.Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" xml:space=\"preserve\"%s>%s</text>%n",
                            MARGIN + column * CHARACTER,
                            y,
                            text.length() * CHARACTER,
                            style,
                            escaped(text)));
                }
                column += text.length();
            }
        }
    }

    private static String style(String codes) {
        return switch (codes) {
            case "1" -> " class=\"b\"";
            case "31" -> " class=\"r\"";
            case "33" -> " class=\"y\"";
            default -> "";
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
