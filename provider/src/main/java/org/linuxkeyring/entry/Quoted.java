package org.linuxkeyring.entry;

/** Text of a payload in a message: whoever wrote the payload chose it, so it is cut, and control characters are shown as dots. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return "'" + cut.replaceAll("[^\\p{Print}\\p{L}]", ".") + "'";
    }
}
