package org.linuxkeyring.command;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.command.terminal.Form;
import org.linuxkeyring.command.terminal.KeyringTreePrinter;
import org.linuxkeyring.command.terminal.PlainText;
import org.linuxkeyring.command.terminal.TextWidth;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Permissions;

/** The printed table of entries, each in a line below its keyring, with colours for entries that end soon. */
final class EntryTable {
    private static final List<String> HEADINGS =
            List.of("keyring, alias", "kind", "algorithm", "certificate", "key expires", "permissions", "subject");

    private static final int ALIAS = 0;
    private static final int PERMISSIONS = 5;
    private static final int SUBJECT = 6;
    private static final int GAP = 2;
    private static final int LEFT_OUT = -1;

    /** The columns that are left of an alias with its indentation, and of a subject, however narrow the terminal is. */
    private static final int LEAST_ALIAS = 16;

    private static final int LEAST_SUBJECT = 8;

    /** SGR codes (ECMA-48). */
    private static final String PLAIN = "";

    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String YELLOW = "33";

    /** The days before the end from which an entry ends soon, which is enough time to renew a certificate. */
    private static final int SOON_DAYS = 30;

    private final Instant now;
    private final Form form;

    EntryTable(Instant now, Form form) {
        this.now = now;
        this.form = form;
    }

    void print(List<ListedKeyring> keyrings, PrintStream out) {
        if (form.isPlain()) {
            PlainText plain = new PlainText(out);
            keyrings.forEach(keyring -> print(keyring, plain));
            return;
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(HEADINGS, BOLD));
        keyrings.forEach(keyring -> add(keyring, "", rows));
        int[] widths = fitted(widths(rows));
        rows.forEach(row -> out.println(coloured(row.colour(), line(row.cells(), widths))));
    }

    private void print(ListedKeyring keyring, PlainText plain) {
        Map<String, String> heading = named("keyring", cells(keyring, ""));
        plain.print(heading);
        for (ListedEntry entry : keyring.entries()) {
            Map<String, String> values = named("alias", cells(entry, ""));
            values.put("in keyring", keyring.name());
            plain.print(values);
        }
        keyring.nested().forEach(nested -> print(nested, plain));
    }

    private static Map<String, String> named(String first, List<String> cells) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(first, cells.get(0));
        for (int i = 1; i < cells.size(); i++) {
            values.put(i == SUBJECT ? "details" : HEADINGS.get(i), cells.get(i));
        }
        return values;
    }

    private record Row(List<String> cells, String colour) {}

    /**
     * Adds the entries above the nested keyrings, because a search looks at a keyring's own keys first; the indentation
     * is that of {@link KeyringTreePrinter}.
     */
    private void add(ListedKeyring keyring, String indent, List<Row> rows) {
        rows.add(new Row(cells(keyring, indent), PLAIN));
        String below = indent.isEmpty() ? " \\_ " : "    " + indent;
        keyring.entries().forEach(entry -> rows.add(new Row(cells(entry, below), colour(entry))));
        keyring.nested().forEach(nested -> add(nested, below, rows));
    }

    private static List<String> cells(ListedKeyring keyring, String indent) {
        Optional<Permissions> permissions = keyring.keyring().permissions();
        return List.of(
                indent + Printable.text(keyring.name()),
                permissions.isPresent() ? "keyring" : "?",
                "",
                "",
                "",
                permissions.map(Permissions::letters).orElse("?"),
                "serial " + keyring.keyring().serial()
                        + keyring.remark().map(remark -> ", " + remark).orElse(""));
    }

    private List<String> cells(ListedEntry entry, String indent) {
        return List.of(
                indent + Printable.text(entry.alias()),
                entry.kind(),
                Printable.text(entry.algorithm().orElse("?")),
                entry.certificateDays(now).map(EntryTable::days).orElse("-"),
                entry.expiry().map(this::left).orElse(entry.isReadable() ? "never" : "?"),
                entry.permissions().map(Permissions::letters).orElse("?"),
                Printable.text(
                        entry.subject().or(entry::remark).or(entry::generation).orElse("")));
    }

    private static String days(long days) {
        return days >= 0 ? days + (days == 1 ? " day" : " days") : "expired";
    }

    private String left(Instant expiry) {
        return "in " + Lifetime.text(Duration.between(now, expiry.isBefore(now) ? now : expiry));
    }

    private static int[] widths(List<Row> rows) {
        int[] widths = new int[HEADINGS.size()];
        for (Row row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], TextWidth.of(row.cells().get(i)));
            }
        }
        return widths;
    }

    /**
     * Returns the widths of columns that fit into the terminal's line: the subject is cut first, then the permissions
     * are left out, and last the aliases are cut.
     */
    private int[] fitted(int[] widths) {
        int[] fitted = widths.clone();
        cut(fitted, SUBJECT, LEAST_SUBJECT);
        if (excess(fitted) > 0) {
            fitted[PERMISSIONS] = LEFT_OUT;
            fitted[SUBJECT] = widths[SUBJECT];
            cut(fitted, SUBJECT, LEAST_SUBJECT);
        }
        cut(fitted, ALIAS, LEAST_ALIAS);
        return fitted;
    }

    private void cut(int[] widths, int column, int least) {
        widths[column] = Math.max(Math.min(widths[column], least), widths[column] - Math.max(0, excess(widths)));
    }

    /** Returns by how much the columns are wider than the terminal. */
    private int excess(int[] widths) {
        int total = -GAP;
        for (int width : widths) {
            total += width == LEFT_OUT ? 0 : width + GAP;
        }
        return total - form.columns();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] != LEFT_OUT) {
                line.append(TextWidth.padded(TextWidth.cut(cells.get(i), widths[i]), widths[i] + GAP));
            }
        }
        return line.toString().stripTrailing();
    }

    /** Returns red for an entry that cannot be used any more, and yellow for one that ends soon. */
    private String colour(ListedEntry entry) {
        Optional<Long> days = entry.certificateDays(now);
        if (entry.isUnreadable() || days.filter(left -> left < 0).isPresent()) {
            return RED;
        }
        return days.filter(left -> left < SOON_DAYS).isPresent() ? YELLOW : PLAIN;
    }

    private String coloured(String code, String line) {
        return form.hasColours() && !code.equals(PLAIN) ? "\u001b[" + code + "m" + line + "\u001b[0m" : line;
    }
}
