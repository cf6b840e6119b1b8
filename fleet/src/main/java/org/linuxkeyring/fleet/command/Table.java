package org.linuxkeyring.fleet.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.linuxkeyring.command.terminal.Json;
import org.linuxkeyring.kernel.Printable;

/** Rows with the same columns, as text or as JSON. */
final class Table {
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    Table(String... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row; a value that is null is left out of JSON, and a hyphen in text. */
    void add(Object... values) {
        List<Object> row = new ArrayList<>();
        for (Object value : values) {
            row.add(value);
        }
        rows.add(row);
    }

    /** Formats the rows, with a list of values in one cell separated by commas. */
    String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream()
                .map(name -> name.toUpperCase(java.util.Locale.ROOT))
                .toList());
        rows.forEach(row -> lines.add(row.stream().map(Table::cell).toList()));
        int[] widths = IntStream.range(0, columns.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream()
                .map(line -> IntStream.range(0, widths.length)
                        .mapToObj(column -> String.format("%-" + Math.max(1, widths[column]) + "s", line.get(column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private static String cell(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "-"
                    : Printable.text(list.stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        return value == null ? "-" : Printable.text(value.toString());
    }

    String json() {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                members.put(columns.get(i), row.get(i));
            }
            objects.add(members);
        }
        return Json.array(objects);
    }
}
