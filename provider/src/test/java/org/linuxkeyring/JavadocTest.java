package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds Javadoc to the rules of the Java style guide that a machine can check: a summary is a sentence that ends with a
 * full stop, a method's begins with a verb in the third person, and no other begins in the middle of a sentence.
 */
class JavadocTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    /** A Javadoc comment, the annotations after it, and the first line of the declaration. */
    private static final Pattern COMMENT = Pattern.compile(
            "/\\*\\*(?<text>.*?)\\*/\\s*(?:@\\w+(?:\\((?:[^()\"]|\"[^\"]*\")*\\))?\\s*)*(?<declaration>[^\\n]*)",
            Pattern.DOTALL);

    /** The declaration of a method, whose name follows its type, or of a constructor, but not an enum constant. */
    private static final Pattern METHOD = Pattern.compile(
            "([\\w<>\\[\\],.?& ]+\\s)?[a-z]\\w*\\(.*|((public|protected|private) )?[A-Z]\\w*[a-z]\\w*\\(.*");

    private static final Pattern TYPE = Pattern.compile(".*\\b(class|interface|enum|record) [A-Z].*");
    private static final Pattern VERB = Pattern.compile("[A-Z][a-z]+s|\\{@return");

    private static final Set<String> NO_VERBS = Set.of("As", "Bytes", "Entries", "Its", "Keys", "This");
    private static final Set<String> FRAGMENTS = Set.of(
            "As", "By", "For", "From", "How", "If", "In", "Of", "Only", "That", "Those", "What", "When", "Where",
            "Whether", "Which", "Who", "Whom", "Why");

    @Test
    void aSummaryIsASentence() {
        assertEquals(List.of(), summaries(each -> !each.endsInFullStop()));
    }

    @Test
    void theSummaryOfAMethodBeginsWithAVerbInTheThirdPerson() {
        assertEquals(
                List.of(),
                summaries(each -> each.isMethod()
                        && !(VERB.matcher(each.firstWord()).matches() && !NO_VERBS.contains(each.firstWord()))));
    }

    @Test
    void theSummaryOfATypeOrFieldDoesNotBeginInTheMiddleOfASentence() {
        assertEquals(List.of(), summaries(each -> !each.isMethod() && FRAGMENTS.contains(each.firstWord())));
    }

    private static List<Summary> summaries(Predicate<Summary> filter) {
        List<Summary> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(file -> add(file, all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertFalse(all.isEmpty());
        return all.stream().filter(filter).toList();
    }

    private static void add(Path file, List<Summary> summaries) {
        try {
            Matcher comment = COMMENT.matcher(Files.readString(file));
            while (comment.find()) {
                String text =
                        comment.group("text").replaceAll("(?m)^\\s*\\* ?", "").strip();
                summaries.add(new Summary(
                        SOURCES.relativize(file),
                        text.split("\\n\\n|\\n@|^@(?=[a-z])", 2)[0].strip(),
                        comment.group("declaration")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first paragraph of a comment, and what it describes. */
    private record Summary(Path file, String text, String declaration) {
        boolean isMethod() {
            return METHOD.matcher(declaration).matches()
                    && !TYPE.matcher(declaration).matches();
        }

        /** A colon is for an example or a list in the next paragraph. */
        boolean endsInFullStop() {
            return text.endsWith(".") || text.endsWith(":") || text.startsWith("{@return");
        }

        String firstWord() {
            return text.split("[\\s,;:]", 2)[0];
        }

        @Override
        public String toString() {
            return file + ": " + text.lines().findFirst().orElse("") + " (" + declaration.strip() + ")\n";
        }
    }
}
