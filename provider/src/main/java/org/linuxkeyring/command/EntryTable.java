package org.linuxkeyring.command;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.command.terminal.KeyringTreePrinter;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Permissions;

/** The printed table of entries, each in a line below its keyring, with colours for entries that end soon. */
final class EntryTable {
    private static final List<String> HEADINGS =
            List.of("keyring, alias", "kind", "algorithm", "certificate", "key expires", "permissions", "subject");

    /** SGR codes (ECMA-48). */
    private static final String PLAIN = "";

    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String YELLOW = "33";

    /** The days before the end from which an entry ends soon, which is enough time to renew a certificate. */
    private static final int SOON_DAYS = 30;

    private final Instant now;
    private final boolean hasColours;

    EntryTable(Instant now, boolean hasColours) {
        this.now = now;
        this.hasColours = hasColours;
    }

    void print(List<ListedKeyring> keyrings, PrintStream out) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(HEADINGS, BOLD));
        keyrings.forEach(keyring -> add(keyring, "", rows));
        int[] widths = widths(rows);
        rows.forEach(row -> out.println(coloured(row.colour(), line(row.cells(), widths))));
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
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
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
        return hasColours && !code.equals(PLAIN) ? "\u001b[" + code + "m" + line + "\u001b[0m" : line;
    }
}
