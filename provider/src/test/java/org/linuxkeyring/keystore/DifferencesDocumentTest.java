package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.keystore.contract.KeyStoreContractDifferences;

/** Holds docs/DIFFERENCES.md to the differences that the contract knows. */
class DifferencesDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "DIFFERENCES.md");
    private static final int COLUMNS_SIDE_BY_SIDE = 4;

    @Test
    void everyDifferenceHasItsRowAndEveryRowItsTest() throws IOException {
        Set<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what |"))
                .map(line -> line.substring(1).split("\\|"))
                .filter(cells -> cells.length == COLUMNS_SIDE_BY_SIDE)
                .map(cells -> cells[0].strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> differences = Arrays.stream(KeyStoreContractDifferences.class.getDeclaredMethods())
                .map(method -> method.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(differences, rows);
    }
}
