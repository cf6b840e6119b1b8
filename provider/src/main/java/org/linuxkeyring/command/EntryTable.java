package org.linuxkeyring.command;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.keyring.PermissionMask;

/** Prints entries for people: a line each, with a colour for what ends soon. */
final class EntryTable {
    private static final List<String> HEADINGS =
            List.of("alias", "kind", "algorithm", "certificate", "key expires", "permissions", "subject");

    /** Time enough to renew a certificate. */
    private static final int SOON_DAYS = 30;

    private final Instant now;
    private final boolean hasColours;

    EntryTable(Instant now, boolean hasColours) {
        this.now = now;
        this.hasColours = hasColours;
    }

    void print(List<ListedEntry> entries, PrintStream out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        entries.forEach(entry -> rows.add(cells(entry)));
        int[] widths = widths(rows);
        out.println(coloured("1", line(HEADINGS, widths)));
        for (int i = 0; i < entries.size(); i++) {
            out.println(coloured(colour(entries.get(i)), line(rows.get(i + 1), widths)));
        }
    }

    private List<String> cells(ListedEntry entry) {
        return List.of(
                Printable.text(entry.alias()),
                entry.kind(),
                Printable.text(entry.algorithm().orElse("?")),
                entry.certificateDays(now).map(EntryTable::days).orElse("-"),
                entry.expiry().map(this::left).orElse(entry.kind().equals("unreadable") ? "?" : "never"),
                entry.permissions().map(PermissionMask::letters).orElse("?"),
                Printable.text(entry.subject().or(entry::remark).orElse("")));
    }

    private static String days(long days) {
        return days >= 0 ? days + (days == 1 ? " day" : " days") : "expired";
    }

    private String left(Instant expiry) {
        return "in " + Lifetime.text(Duration.between(now, expiry.isBefore(now) ? now : expiry));
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
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

    /** Red for what is of no use any more, yellow for what soon is not. */
    private String colour(ListedEntry entry) {
        Optional<Long> days = entry.certificateDays(now);
        if (entry.kind().equals("unreadable") || days.filter(left -> left < 0).isPresent()) {
            return "31";
        }
        return days.filter(left -> left < SOON_DAYS).isPresent() ? "33" : "";
    }

    /** By SGR codes (ECMA-48). */
    private String coloured(String code, String line) {
        return hasColours && !code.isEmpty() ? "\u001b[" + code + "m" + line + "\u001b[0m" : line;
    }
}
