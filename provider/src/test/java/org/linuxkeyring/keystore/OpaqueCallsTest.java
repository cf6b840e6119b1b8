package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.kernel.linux.SystemCalls;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.opaque.KeyHandle;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** An operation with an opaque key makes two system calls: one search and one read. */
@Tag("kernel")
class OpaqueCallsTest extends OnEachBackend {
    /** Commands of keyctl(2) (include/uapi/linux/keyctl.h). */
    private static final List<Long> SEARCH_AND_READ = List.of(10L, 11L);

    private static final byte[] MESSAGE = new byte[20];

    private final LinuxKeyringProvider provider = new LinuxKeyringProvider();
    private final List<Long> commands = Collections.synchronizedList(new ArrayList<>());

    OpaqueCallsTest() {
        super(Backend.KERNEL);
    }

    /** The system calls of this JVM, whose first arguments are recorded. */
    private final class RecordedCalls implements SystemCalls {
        private final SystemCalls calls = NativeGate.open();

        @Override
        public long call(long number, long a1, long a2, long a3, long a4, long a5) {
            commands.add(a1);
            return calls.call(number, a1, a2, a3, a4, a5);
        }

        @Override
        public long retried(long number, long a1, long a2, long a3, long a4, long a5) {
            commands.add(a1);
            return calls.retried(number, a1, a2, a3, a4, a5);
        }

        @Override
        public long addressOf(ByteBuffer direct) {
            return calls.addressOf(direct);
        }
    }

    @BeforeEach
    void register() {
        Security.addProvider(provider);
    }

    @AfterEach
    void unregister() {
        Security.removeProvider(provider.getName());
    }

    private LinuxKeyringKeyStore open() throws Exception {
        Map<String, String> map = scratch().settings().keys(Keys.OPAQUE).build().settings();
        LinuxKeyringKeyStore store = new LinuxKeyringKeyStore(Map::of);
        Field entries = LinuxKeyringKeyStore.class.getDeclaredField("entries");
        entries.setAccessible(true);
        entries.set(
                store,
                KeyStoreOpening.open(
                        Settings.of(List.of(map)),
                        KernelLoader.load(
                                System.getProperty("os.name"), System.getProperty("os.arch"), RecordedCalls::new),
                        Optional.empty()));
        return store;
    }

    @ParameterizedTest
    @CsvSource({"RSA, SHA256withRSA", "EC/secp256r1, SHA256withECDSA", "Ed25519, Ed25519"})
    void aSignatureMakesOneSearchAndOneRead(String key, String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(key);
        scratch().keyStore().setKeyEntry("key", pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 2));
        PrivateKey handle = (PrivateKey) assertInstanceOf(KeyHandle.class, open().engineGetKey("key", null));
        Signature signature = Signature.getInstance(algorithm);
        commands.clear();
        signature.initSign(handle);
        signature.update(MESSAGE);
        signature.sign();
        assertEquals(SEARCH_AND_READ, commands);

        commands.clear();
        signature.update(MESSAGE);
        signature.update(MESSAGE);
        signature.sign();
        assertEquals(SEARCH_AND_READ, commands);
    }

    @Test
    void aCipherAndAMacMakeOneSearchAndOneRead() throws Exception {
        scratch().keyStore().setKeyEntry("key", new SecretKeySpec(new byte[16], "AES"), null, null);
        SecretKey handle = (SecretKey) open().engineGetKey("key", null);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        commands.clear();
        cipher.init(Cipher.ENCRYPT_MODE, handle);
        cipher.getOutputSize(MESSAGE.length);
        cipher.doFinal(MESSAGE);
        cipher.getIV();
        cipher.getParameters();
        assertEquals(SEARCH_AND_READ, commands);

        Mac mac = Mac.getInstance("HmacSHA256");
        commands.clear();
        mac.init(handle);
        mac.doFinal(MESSAGE);
        assertEquals(SEARCH_AND_READ, commands);
    }
}
