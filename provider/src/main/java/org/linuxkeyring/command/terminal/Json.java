package org.linuxkeyring.command.terminal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The writer of JSON (RFC 8259) in ASCII alone, which is the same in every encoding and has no control characters for a
 * terminal.
 */
public final class Json {
    private Json() {}

    /**
     * Formats an array with one object a line; members that are null are left out, and values that are not numbers
     * become strings.
     */
    public static String array(List<Map<String, Object>> objects) {
        return objects.isEmpty()
                ? "[]"
                : objects.stream().map(Json::object).collect(Collectors.joining(",\n  ", "[\n  ", "\n]"));
    }

    private static String object(Map<String, Object> members) {
        return members.entrySet().stream()
                .filter(member -> member.getValue() != null)
                .map(member -> string(member.getKey()) + ": " + value(member.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String value(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Json::value).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : string(value.toString());
    }

    private static String string(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
