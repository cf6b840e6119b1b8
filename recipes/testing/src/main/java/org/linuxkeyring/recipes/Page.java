package org.linuxkeyring.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page of docs/recipes. */
public final class Page {
    private Page() {}

    /** Lines of a configuration that is run, by their text alone, which the page does not show. */
    public static List<String> missing(String page, List<String> configuration) throws IOException {
        // Maven runs the tests of a module in its folder.
        List<String> shown = Files.readAllLines(Path.of("../../docs/recipes", page)).stream()
                .map(String::strip)
                .toList();
        return configuration.stream()
                .map(String::strip)
                .filter(line -> !shown.contains(line))
                .toList();
    }
}
