package org.linuxkeyring.keystore.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringGenerationSpec;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Seal;

/** What the generators refuse, with the remedy, and what they leave to other providers. */
class GeneratorsTest {
    private static final Provider OURS = new LinuxKeyringProvider();

    private static KeyringGenerationSpec.Builder spec() {
        return KeyringGenerationSpec.builder("token")
                .keyStore(KeyringLoadStoreParameter.builder()
                        .backend(Backend.MEMORY)
                        .build());
    }

    private static String refusal(String algorithm, KeyringGenerationSpec spec) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, OURS);
        return assertThrows(InvalidAlgorithmParameterException.class, () -> generator.init(spec))
                .getMessage();
    }

    private static String pairRefusal(KeyringGenerationSpec spec) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", OURS);
        return assertThrows(InvalidAlgorithmParameterException.class, () -> generator.initialize(spec))
                .getMessage();
    }

    @Test
    void aFileThatIsNotThereOrIsNoKeystoreIsTold(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("shop.keyring");
        assertTrue(refusal("AES", spec().file(file).build()).contains("shop.keyring cannot be read: "));

        Files.write(file, new byte[] {0x30, 0, 1});
        assertTrue(refusal("AES", spec().file(file).build()).contains("no reference to a keyring"));
    }

    /** The ciphertext of the key would be for no file, and no keystore could store the entry. */
    @Test
    @ExtendWith(FreshSession.class)
    void aKeyIsSealedForAFileAlone() throws Exception {
        KeyringLoadStoreParameter sealed = KeyringLoadStoreParameter.builder()
                .keyring("@s/generated")
                .seal(Seal.of("trusted"))
                .build();
        String message = refusal(
                "AES", KeyringGenerationSpec.builder("token").keyStore(sealed).build());
        assertTrue(message.contains("KeyringGenerationSpec.Builder.file"), message);
        assertFalse(FreshSession.descriptions().contains("generated"), "a keyring was made");
    }

    /** The key would be sealed for another file than the one that is stored afterwards. */
    @Test
    @ExtendWith(FreshSession.class)
    void aKeyIsNotSealedForAFileThatHasNoSealedEntriesYet(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("shop.keyring"), "keyring=@s/generated\nseal=trusted\n");

        String message =
                refusal("AES", KeyringGenerationSpec.builder("token").file(file).build());

        assertTrue(message.contains("shop.keyring has no sealed entries yet"), message);
        assertTrue(message.contains("linuxkeyring seal store " + file), message);
        assertFalse(FreshSession.descriptions().contains("generated"), "a keyring was made");
    }

    @Test
    void thereIsOneForEachAlgorithmThatTheKernelCanUse() {
        Set<String> generators = OURS.getServices().stream()
                .filter(service -> service.getType().matches("KeyGenerator|KeyPairGenerator"))
                .map(Provider.Service::getAlgorithm)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of("AES", "HmacSHA1", "HmacSHA224", "HmacSHA256", "HmacSHA384", "HmacSHA512", "RSA"), generators);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES", "HmacSHA256"})
    void withoutASpecificationThereIsARemedy(String algorithm) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, OURS);
        for (Exception refused : new Exception[] {
            assertThrows(InvalidParameterException.class, () -> generator.init(256)),
            assertThrows(ProviderException.class, generator::generateKey),
            assertThrows(
                    InvalidAlgorithmParameterException.class,
                    () -> generator.init(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)))
        }) {
            assertTrue(refused.getMessage().contains("KeyringGenerationSpec"), refused.getMessage());
            assertTrue(refused.getMessage().contains("name no provider"), refused.getMessage());
        }
    }

    /** The classes KeyGenerator and KeyPairGenerator go on to the next provider when one refuses. */
    @Test
    void whoNamesNoProviderGetsAnOrdinaryKeyEvenIfThisProviderIsTheFirst() throws Exception {
        Provider first = new LinuxKeyringProvider();
        Security.insertProviderAt(first, 1);
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            assertEquals(32, generator.generateKey().getEncoded().length);
            SecretKey unconfigured = KeyGenerator.getInstance("HmacSHA256").generateKey();
            assertNotNull(unconfigured.getEncoded());
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
            pairs.initialize(1024);
            assertTrue(pairs.generateKeyPair().getPrivate() instanceof RSAPrivateKey);
        } finally {
            Security.removeProvider(first.getName());
        }
    }

    /** keytool -genkeypair -providername LinuxKeyring asks for this pair, and stores it. */
    @Test
    void aPairWithoutASpecificationIsAnOrdinaryOne() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", OURS);
        generator.initialize(1024);
        KeyPair sized = generator.generateKeyPair();
        assertEquals(1024, ((RSAPrivateKey) sized.getPrivate()).getModulus().bitLength());
        generator.initialize(new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F0));
        assertEquals(
                RSAKeyGenParameterSpec.F0,
                ((RSAPublicKey) generator.generateKeyPair().getPublic()).getPublicExponent());
    }

    @ParameterizedTest
    @CsvSource({"AES, 64", "AES, 512", "HmacSHA256, 104", "HmacSHA256, 257", "HmacSHA512, 32776"})
    void aSizeThatIsNotAllowedIsRefusedWithThoseThatAre(String algorithm, int bits) throws Exception {
        String message = refusal(algorithm, spec().size(bits).build());
        assertTrue(message.contains(bits + " bits") && message.contains("allowed is "), message);
        assertTrue(pairRefusal(spec().size(bits).build()).contains("2048, 3072 or 4096"), message);
    }

    @ParameterizedTest
    @CsvSource({"AES, 128", "AES, 192", "AES, 256", "HmacSHA256, 112", "HmacSHA256, 120", "HmacSHA256, 32768"})
    void aSizeThatIsAllowedIsTaken(String algorithm, int bits) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, OURS);
        generator.init(spec().size(bits).build());
        assertIsOfMemory(generator::generateKey);
    }

    /** The key in the heap is destroyed also when the keystore refuses it. */
    @Test
    void aPairHas3072BitsByItselfAndItsPrivateKeyIsDestroyed() throws Exception {
        DestroyableKeys others = new DestroyableKeys();
        Security.insertProviderAt(others, 1);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", OURS);
            generator.generateKeyPair();
            assertEquals(3072, others.bits());
            assertEquals(0, others.destroyed());

            generator.initialize(spec().size(2048).build());
            assertIsOfMemory(generator::generateKeyPair);
            assertEquals(2048, others.bits());
            assertEquals(1, others.destroyed());

            generator.initialize(spec().build());
            assertEquals(3072, others.bits());
        } finally {
            Security.removeProvider(others.getName());
        }
    }

    /** The keystore of the file is opened, and refuses to hold a key, since it is in memory. */
    @Test
    void theFileOfASpecificationIsOpened(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("shop.keyring"), "backend=memory\n");
        KeyGenerator generator = KeyGenerator.getInstance("AES", OURS);
        generator.init(KeyringGenerationSpec.builder("token").file(file).build());
        assertIsOfMemory(generator::generateKey);
    }

    private static void assertIsOfMemory(Executable generation) {
        String message = assertThrows(ProviderException.class, generation).getMessage();
        assertTrue(message.contains("backend=kernel"), message);
    }

    @Test
    void whatTheKindOfKeyDoesNotHaveIsRefused() throws Exception {
        String message = refusal("AES", spec().validity(Duration.ofDays(1)).build());
        assertTrue(message.contains("has no certificate"), message);
        message = pairRefusal(spec().master("trusted:kmk").build());
        assertTrue(message.contains("leave it out for RSA"), message);
    }

    @Test
    void aKeystoreThatCannotBeLoadedIsNamed() throws Exception {
        KeyringLoadStoreParameter missing = KeyringLoadStoreParameter.builder()
                .keyring("@u/linuxkeyring-none-such")
                .create(false)
                .build();
        String message = refusal(
                "AES", KeyringGenerationSpec.builder("token").keyStore(missing).build());
        assertTrue(message.contains("linuxkeyring-none-such"), message);
    }

    @Test
    void aKeystoreInMemoryHoldsNoKeyPair() throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", OURS);
        pairs.initialize(spec().size(2048).build());
        String message =
                assertThrows(ProviderException.class, pairs::generateKeyPair).getMessage();
        assertTrue(message.contains("backend=kernel"), message);
        assertFalse(message.contains("null"), message);
    }

    @Test
    void aKeystoreThatWritesLaterMakesNoKey() throws Exception {
        KeyringLoadStoreParameter later = KeyringLoadStoreParameter.builder()
                .backend(Backend.MEMORY)
                .set("writes", "on-store")
                .build();
        KeyGenerator generator = KeyGenerator.getInstance("AES", OURS);
        generator.init(KeyringGenerationSpec.builder("token").keyStore(later).build());
        String message =
                assertThrows(ProviderException.class, generator::generateKey).getMessage();
        assertTrue(message.contains("writes=immediate"), message);
    }
}
