package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;

/**
 * Processes that make the same path of keyrings at the same time make one path, and none loses an entry that another
 * stores there.
 */
@Tag("kernel")
@Tag("slow")
class NewKeyringRaceIT {
    private static final int PROCESSES = 4;
    private static final int ROUNDS = 20;

    @Test
    void processesThatMakeTheSamePathAtOnceStoreInOneKeyring() throws Exception {
        List<BackgroundProgram> makers = new ArrayList<>();
        Set<String> all = new TreeSet<>();
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            for (int maker = 0; maker < PROCESSES; maker++) {
                String alias = "of-process-" + maker;
                all.add(alias);
                makers.add(new BackgroundProgram(Jvm.command(PathMaker.class, alias)));
            }
            for (BackgroundProgram maker : makers) {
                assertEquals("ready", maker.nextLine());
            }
            for (int round = 0; round < ROUNDS; round++) {
                String path = scratch.serial() + "/round" + round + "/below";
                makers.forEach(maker -> maker.say(path));
                for (BackgroundProgram maker : makers) {
                    assertEquals("stored", maker.nextLine());
                }
                KeyStore store = ScratchKeyring.keyStore(scratch.settings().keyring(path));
                assertEquals(all, new TreeSet<>(Collections.list(store.aliases())), path);
                assertEquals(1, scratch.links().length, path);
                scratch.keyctl().clear(scratch.serial());
            }
        } finally {
            for (BackgroundProgram maker : makers) {
                maker.close();
            }
        }
    }
}
