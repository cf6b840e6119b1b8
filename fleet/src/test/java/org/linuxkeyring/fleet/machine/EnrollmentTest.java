package org.linuxkeyring.fleet.machine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Programs;

class EnrollmentTest {
    private static final String KEYRING = "linuxkeyring-fleet-enrollment";

    @TempDir
    private Path folder;

    @Test
    void aKeyThatCannotBeSealedIsNotLeftInTheKeyring() throws Exception {
        assumeTrue(Programs.work(List.of("keyctl", "show", "@u")), "keyctl is not installed");
        Path file = folder.resolve("machine.keyring");
        KeyringLoadStoreParameter settings = settings()
                .create(true)
                .seal(Seal.of("encrypted:user:linuxkeyring-no-such-master"))
                .build();
        try {
            Enrollment enrollment = new Enrollment(file, settings, "machine", Protection.EXPORTABLE);
            IOException refusal = assertThrows(IOException.class, () -> enrollment.enroll(MachineId.of("web1")));
            assertTrue(refusal.getMessage().contains("linuxkeyring-no-such-master"), refusal.getMessage());
            assertFalse(Files.exists(file));
            KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
            keyStore.load(settings().build());
            assertFalse(keyStore.containsAlias("machine"));
        } finally {
            Child.of("keyctl", "unlink", "%keyring:" + KEYRING, "@u").run();
        }
    }

    private static KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().backend(Backend.KERNEL).keyring("@u/" + KEYRING);
    }
}
