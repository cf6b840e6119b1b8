package org.linuxkeyring.keystore.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.ProviderException;
import java.util.List;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FlightRecord;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringGenerationSpec;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The kinds of entries, in a flight recording, whose keys the kernel is to hold. Memory refuses to hold them. */
class RecordedKindsTest {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final KeyringProtection HELD =
            KeyringProtection.builder().kernelHeld().build();

    @Test
    void aKeyThatIsHeldOrMadeIsRecordedByItsKind() throws Exception {
        KeyringLoadStoreParameter.Builder memory =
                KeyringLoadStoreParameter.builder().backend(Backend.MEMORY);
        KeyStore store = ScratchKeyring.keyStore(memory);
        KeyGenerator generator = KeyGenerator.getInstance("AES", OURS);
        generator.init(
                KeyringGenerationSpec.builder("made").keyStore(memory.build()).build());
        KeyPair pair = TestKeys.pair("RSA");
        KeyStore.Entry web =
                new KeyStore.PrivateKeyEntry(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1));
        KeyStore.Entry token = new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "AES"));

        List<String> kinds = FlightRecord.of(List.of("Change"), () -> {
                    assertThrows(ProviderException.class, generator::generateKey);
                    assertThrows(KeyStoreException.class, () -> store.setEntry("token", token, HELD));
                    assertThrows(KeyStoreException.class, () -> store.setEntry("web", web, HELD));
                })
                .stream()
                .map(event -> event.getString("alias") + ": " + event.getString("kind"))
                .toList();

        assertEquals(List.of("made: secret key", "token: secret key", "web: private key"), kinds);
    }
}
