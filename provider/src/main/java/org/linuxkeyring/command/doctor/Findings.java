package org.linuxkeyring.command.doctor;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.command.terminal.Json;
import org.linuxkeyring.command.terminal.KeyringTreePrinter;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.KeyringTree;

/** The output of a diagnosis, which is in sections; each finding has a mark for its severity. */
public final class Findings {
    /** The place between two sentences: each sentence of a remedy is printed on a line of its own. */
    private static final String BETWEEN_SENTENCES = "(?<=\\.) (?=[A-Z])";

    private static final String INDENT = "  ";

    private final PrintStream out;
    private final boolean isJson;
    private final List<Map<String, Object>> objects = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private String section = "";

    private Findings(PrintStream out, boolean isJson) {
        this.out = out;
        this.isJson = isJson;
    }

    /** Returns findings that are printed one by one, for a person. */
    public static Findings text(PrintStream out) {
        return new Findings(out, false);
    }

    /** Returns findings that are printed at the end, as an array of objects for a program. */
    public static Findings json(PrintStream out) {
        return new Findings(out, true);
    }

    void section(String title) {
        section = title;
        text(() -> out.println(title));
    }

    void endSection() {
        text(out::println);
    }

    /** Prints the keyrings, which are no findings. */
    void keyrings(List<KeyringTree> trees) {
        text(() -> KeyringTreePrinter.print(trees, out));
    }

    /** Ends the diagnosis with its result, which a program has from the exit status. */
    void end(String result) {
        text(() -> out.println(result));
        if (isJson) {
            out.println(Json.array(objects));
        }
    }

    private void text(Runnable print) {
        if (!isJson) {
            print.run();
        }
    }

    /** Prints a fact without a verdict. */
    void fact(String text) {
        print("", "fact", text);
    }

    /** Prints a finding that meets the requirements of a keystore. */
    void ok(String text) {
        print("ok: ", "ok", text);
    }

    /** Prints a finding that prevents no keystore, but may be unexpected. */
    void note(String text) {
        print("note: ", "note", text);
    }

    /** Prints a finding that prevents a keystore from working. */
    void problem(String text) {
        problems.add(text);
        print("problem: ", "problem", text);
    }

    boolean hasNoProblem() {
        return problems.isEmpty();
    }

    /** Returns whether a message only repeats a problem that was printed. */
    boolean isReported(String message) {
        return problems.stream().anyMatch(message::contains);
    }

    private void print(String mark, String severity, String text) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("section", section);
        object.put("severity", severity);
        object.put("text", text);
        objects.add(object);
        text(() -> print(mark, text));
    }

    private void print(String mark, String text) {
        String[] sentences = text.split(BETWEEN_SENTENCES);
        out.println(INDENT + mark + Printable.text(sentences[0]));
        for (int i = 1; i < sentences.length; i++) {
            out.println(INDENT + " ".repeat(mark.length()) + Printable.text(sentences[i]));
        }
    }
}
