package org.linuxkeyring.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The keyrings in the JVM's memory, which are as they were before when an input has been tried. */
final class MemoryKeyrings implements AutoCloseable {
    private static final List<Integer> SPECIAL =
            List.of(Keyctl.SESSION_KEYRING, Keyctl.USER_KEYRING, Keyctl.USER_SESSION_KEYRING);

    private final Keyctl keyctl = OpenBackend.of(Backend.MEMORY);
    private final Set<Integer> before = linked();

    Keyctl keyctl() {
        return keyctl;
    }

    KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().backend(Backend.MEMORY);
    }

    /** Makes a keyring below {@code @u}. */
    int newKeyring(String name) {
        return keyctl.addKey(
                ScratchKeyring.bytes("keyring"),
                ScratchKeyring.bytes(name),
                ByteBuffer.allocate(0),
                Keyctl.USER_KEYRING);
    }

    /** Makes a key in a keyring, which a restriction would refuse. */
    void newKey(String name, int keyring) {
        keyctl.addKey(
                ScratchKeyring.bytes("user"),
                ScratchKeyring.bytes(name),
                ByteBuffer.wrap(ScratchKeyring.bytes("payload")),
                keyring);
    }

    private Set<Integer> linked() {
        Set<Integer> linked = new HashSet<>();
        SPECIAL.forEach(keyring -> Arrays.stream(keyctl.readKeyring(keyring)).forEach(linked::add));
        return linked;
    }

    @Override
    public void close() {
        for (int keyring : SPECIAL) {
            for (int key : keyctl.readKeyring(keyring)) {
                if (!before.contains(key)) {
                    keyctl.unlink(key, keyring);
                }
            }
        }
    }
}
