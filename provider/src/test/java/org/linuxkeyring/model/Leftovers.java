package org.linuxkeyring.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Await;

/** Keys of the test that no keyring of the test links: /proc/keys shows them all. */
final class Leftovers {
    private static final Path KEYS = Path.of("/proc/keys");
    private static final Set<String> KEYRINGS = Set.of("outer", "inner", "numbered", "theirs");

    private final String tag;
    private final boolean isShown;

    Leftovers(String tag, Backend backend) {
        this.tag = tag;
        this.isShown = backend != Backend.MEMORY && Files.isReadable(KEYS);
    }

    /** Waits for the kernel to collect what was unlinked. */
    void requireNone(Model model, Snapshot snapshot) throws InterruptedException {
        if (isShown) {
            Set<Integer> known = model.keys().stream().map(key -> key.serial).collect(Collectors.toSet());
            known.addAll(snapshot.heldSerials());
            List<String> left = leftovers(known);
            if (!left.isEmpty()) {
                Await.until(() -> leftovers(known).isEmpty(), "the kernel collects " + left);
            }
        }
    }

    private List<String> leftovers(Set<Integer> known) {
        try {
            return Files.readAllLines(KEYS, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains(tag))
                    .filter(line -> KEYRINGS.stream().noneMatch(name -> line.contains(tag + name)))
                    .filter(line -> !known.contains(Integer.parseUnsignedInt(line.substring(0, 8), 16)))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
