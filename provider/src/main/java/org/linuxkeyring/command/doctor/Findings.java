package org.linuxkeyring.command.doctor;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.kernel.Printable;

/** Prints what a diagnosis finds, in sections: a mark says what to make of it. */
final class Findings {
    /** Remedies are sentences of their own, and easier to find on lines of their own. */
    private static final String BETWEEN_SENTENCES = "(?<=\\.) (?=[A-Z])";

    private static final String INDENT = "  ";

    private final PrintStream out;
    private final List<String> problems = new ArrayList<>();

    Findings(PrintStream out) {
        this.out = out;
    }

    void section(String title) {
        out.println(title);
    }

    void endSection() {
        out.println();
    }

    /** A plain fact. */
    void fact(String text) {
        print("", text);
    }

    /** What is as a keystore needs it. */
    void ok(String text) {
        print("ok: ", text);
    }

    /** What hinders no keystore, but may surprise. */
    void note(String text) {
        print("note: ", text);
    }

    /** What a keystore cannot do without. */
    void problem(String text) {
        problems.add(text);
        print("problem: ", text);
    }

    /** Whether a message only repeats a problem that was printed. */
    boolean tell(String message) {
        return problems.stream().anyMatch(message::contains);
    }

    private void print(String mark, String text) {
        String[] sentences = text.split(BETWEEN_SENTENCES);
        out.println(INDENT + mark + Printable.text(sentences[0]));
        for (int i = 1; i < sentences.length; i++) {
            out.println(INDENT + " ".repeat(mark.length()) + Printable.text(sentences[i]));
        }
    }
}
