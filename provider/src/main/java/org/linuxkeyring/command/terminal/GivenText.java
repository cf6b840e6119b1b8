package org.linuxkeyring.command.terminal;

import java.util.Arrays;

/** Secret text as the JVM decoded it, by the character set of the process's locale, which may lack characters. */
public final class GivenText {
    /** What a decoder of the JDK puts in the place of bytes that are no character of its set. */
    private static final char REPLACEMENT = '\ufffd';

    private GivenText() {}

    /**
     * Returns the same text, unless a character was lost in it. In the locale C, each byte beyond ASCII is: two
     * passwords would be the same one, which is neither.
     *
     * @param what what the text is, in a word
     * @param otherwise the options by which the text is read as bytes
     * @throws CommandException if a character was lost, and then the text is wiped
     */
    public static char[] whole(char[] text, String what, String otherwise) throws CommandException {
        for (char c : text) {
            if (c == REPLACEMENT) {
                Arrays.fill(text, '\0');
                throw new CommandException("The " + what + " has a character that this process's locale cannot read,"
                        + " so it would be another " + what + ". Set LC_ALL=C.UTF-8, or use " + otherwise);
            }
        }
        return text;
    }
}
