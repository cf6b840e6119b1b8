package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds documents to 100 columns, Java sources to 120 with their comments, and the README to its length. */
class TextWidthTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final int COLUMNS_OF_A_DOCUMENT = 100;
    private static final int COLUMNS_OF_JAVA = 120;
    private static final int LINES_OF_THE_README = 150;

    @Test
    void everyDocumentIsWrapped() throws IOException {
        List<Path> documents = files(".md");
        List<String> wide = new ArrayList<>();
        for (Path document : documents) {
            boolean inCodeBlock = false;
            int number = 0;
            for (String line : Files.readAllLines(document)) {
                number++;
                if (line.strip().startsWith("```")) {
                    inCodeBlock = !inCodeBlock;
                } else if (!inCodeBlock && wider(line, COLUMNS_OF_A_DOCUMENT) && canBeWrapped(line)) {
                    wide.add(REPOSITORY.relativize(document) + ":" + number);
                }
            }
        }

        assertFalse(documents.isEmpty());
        assertEquals(List.of(), wide);
    }

    @Test
    void everyJavaSourceIsWrapped() throws IOException {
        List<Path> sources = files(".java");
        List<String> wide = new ArrayList<>();
        for (Path source : sources) {
            int number = 0;
            for (String line : Files.readAllLines(source)) {
                number++;
                if (wider(line, COLUMNS_OF_JAVA)) {
                    wide.add(REPOSITORY.relativize(source) + ":" + number);
                }
            }
        }

        assertFalse(sources.isEmpty());
        assertEquals(List.of(), wide);
    }

    @Test
    void readmeStaysShort() throws IOException {
        int lines = Files.readAllLines(REPOSITORY.resolve("README.md")).size();

        assertTrue(lines < LINES_OF_THE_README, () -> "README.md has " + lines + " lines");
    }

    private static boolean wider(String line, int columns) {
        return line.codePointCount(0, line.length()) > columns;
    }

    /** Tells whether a line is more than a row of a table or one word, such as a link. */
    private static boolean canBeWrapped(String line) {
        String text = line.strip().replaceFirst("^[-*+] ", "");
        return !text.startsWith("|") && text.contains(" ");
    }

    /** Finds the repository's own files: neither those that a build makes nor those in hidden folders. */
    private static List<Path> files(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(REPOSITORY, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean ours = folder.equals(REPOSITORY) || !name.equals("target") && !name.startsWith(".");
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found.stream().sorted().toList();
    }
}
