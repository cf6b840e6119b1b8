package org.linuxkeyring.command.terminal;

import java.util.Arrays;

/**
 * Text of which the JVM has lost a part. It decodes arguments and the environment by the locale, in which the locale C
 * has ASCII alone, and puts U+FFFD for what it cannot decode: two names could become one.
 */
public final class Undecoded {
    private static final char REPLACEMENT = '\ufffd';

    private Undecoded() {}

    /** Returns whether a part was lost, or U+FFFD was given, which cannot be told from it. */
    public static boolean isIn(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }

    /** Tells what is wrong with a text, of which the subject is the name. */
    public static String message(String subject) {
        return subject + " is no text in " + System.getProperty("sun.jnu.encoding")
                + ", the encoding of this locale. For UTF-8 set LC_ALL=C.UTF-8";
    }

    /**
     * Returns the same secret text, of which nothing was lost.
     *
     * @param what what the text is, in a word
     * @param otherwise the options by which the text is read as bytes
     * @throws CommandException if a part was lost, and then the text is wiped
     */
    public static char[] requireNone(char[] text, String what, String otherwise) throws CommandException {
        for (char c : text) {
            if (c == REPLACEMENT) {
                Arrays.fill(text, '\0');
                throw new CommandException(message("The " + what) + ", or use " + otherwise);
            }
        }
        return text;
    }
}
