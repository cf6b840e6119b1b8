package org.linuxkeyring.entry;

/** Text of a payload in a message: cut, and with dots for control characters, since whoever wrote the payload chose it. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return "'" + cut.replaceAll("[^\\p{Print}\\p{L}]", ".") + "'";
    }
}
