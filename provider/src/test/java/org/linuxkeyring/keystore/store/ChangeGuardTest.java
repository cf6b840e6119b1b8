package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.KnownNames;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;

/** Keys in other keyrings that another process removes or replaces while a deletion asks for them. */
class ChangeGuardTest {
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("web"));

    /** A search that goes on for so long does not end. */
    private static final int ENDLESS = 10 * KeyringEntries.ATTEMPTS;

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyrings keyrings = new Keyrings(memory);
    private final Keyring keyring = keyrings.at(KeyringPath.of("@u"), false);
    private final ChangeGuard guard = new ChangeGuard(keyring, new KnownNames());

    @Test
    void aKeyElsewhereThatGoesMeanwhileStandsInNobodysWay() {
        Iterator<Optional<KernelKey>> found = List.of(
                        Optional.of(new KernelKey(memory, 1)), Optional.<KernelKey>empty())
                .iterator();

        guard.requireGone(NAME, found::next);

        assertFalse(found.hasNext());
    }

    @Test
    void aKeyElsewhereThatIsReplacedOverAndOverIsRefused() {
        AtomicInteger searches = new AtomicInteger();

        String told = assertThrows(
                        KeyringException.class,
                        () -> guard.requireGone(NAME, () -> {
                            int serial = searches.incrementAndGet();
                            if (serial > ENDLESS) {
                                throw new IllegalStateException("the search does not end");
                            }
                            return Optional.of(new KernelKey(memory, serial));
                        }))
                .getMessage();

        assertEquals(KeyringEntries.ATTEMPTS + 1, searches.get());
        assertTrue(told.contains("lies in a keyring that may not be viewed"), told);
    }

    @Test
    void aKeyOfTheNameBelowIsToBeDeletedFirstOrThisOneTakenOut() {
        Keyring below = keyrings.at(KeyringPath.of("@u/below"), true);
        below.put(KeyType.USER, NAME.description(), ByteBuffer.wrap(bytes("theirs")));
        KernelKey own = keyring.put(KeyType.USER, NAME.description(), ByteBuffer.wrap(bytes("ours")));

        String told = assertThrows(KeyringException.class, () -> guard.requireGone(NAME, () -> Optional.of(own)))
                .getMessage();

        assertTrue(told.contains("with keyring=@u/below, or take this one out of its keyring by "), told);
        assertTrue(told.endsWith("`keyctl unlink " + own.serial() + " " + keyring.serial() + "`"), told);
    }
}
