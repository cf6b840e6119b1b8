package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.keystore.contract.KeyStoreContractDifferences;

/** Holds docs/DIFFERENCES.md to the differences that the contract knows. */
class DifferencesDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "DIFFERENCES.md");
    private static final String FIRST_PART_WITHOUT_COUNTERPART = "## What a keyring brings with it";
    private static final Pattern COMPARISON =
            Pattern.compile("(?s).*\n- \\*\\*PKCS12\\*\\* .*\n- \\*\\*LINUXKEYRING\\*\\* .*\n- \\*\\*Why:\\*\\* .*");

    @Test
    void everyDifferenceHasItsSectionAndEverySectionItsTest() throws IOException {
        Set<String> sections = compared()
                .filter(line -> line.startsWith("### "))
                .map(heading -> heading.substring("### ".length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> differences = Arrays.stream(KeyStoreContractDifferences.class.getDeclaredMethods())
                .map(method -> method.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(differences, sections);
    }

    @Test
    void everySectionSaysWhatEachKeystoreDoesAndWhy() throws IOException {
        String compared = compared().collect(Collectors.joining("\n"));
        List<String> incomplete = Arrays.stream(compared.split("\n### "))
                .skip(1)
                .filter(section -> !COMPARISON.matcher(section).matches())
                .toList();

        assertEquals(List.of(), incomplete);
    }

    private static Stream<String> compared() throws IOException {
        return Files.readAllLines(DOCUMENT).stream().takeWhile(line -> !line.equals(FIRST_PART_WITHOUT_COUNTERPART));
    }
}
