package org.linuxkeyring.command.doctor;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.kernel.Printable;

/** The printer of a diagnosis, which is in sections; each finding has a mark for its severity. */
final class Findings {
    /** The place between two sentences: each sentence of a remedy is printed on a line of its own. */
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

    /** Prints a fact without a verdict. */
    void fact(String text) {
        print("", text);
    }

    /** Prints a finding that meets the requirements of a keystore. */
    void ok(String text) {
        print("ok: ", text);
    }

    /** Prints a finding that prevents no keystore, but may be unexpected. */
    void note(String text) {
        print("note: ", text);
    }

    /** Prints a finding that prevents a keystore from working. */
    void problem(String text) {
        problems.add(text);
        print("problem: ", text);
    }

    boolean hasNoProblem() {
        return problems.isEmpty();
    }

    /** Returns whether a message only repeats a problem that was printed. */
    boolean isReported(String message) {
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
