package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.TestKeys;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.kernel.linux.SystemCalls;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.testing.TestCertificates;

/**
 * How many methods of ours a call passes, from the KeyStoreSpi to the system call (in memory: to the port), both
 * counted. A key that is made in a thread of its own has two such ways, one in each thread.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class CallDepthTest extends OnEachBackend {
    private static final int MOST_METHODS = 8;
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);

    private final Backend backend;
    private final Map<String, Integer> ways = Collections.synchronizedMap(new LinkedHashMap<>());

    CallDepthTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    /** The system calls of this JVM, each of which is recorded with its way. */
    private final class RecordedCalls implements SystemCalls {
        private final SystemCalls calls = NativeGate.open();

        @Override
        public long call(long number, long a1, long a2, long a3, long a4, long a5) {
            record();
            return calls.call(number, a1, a2, a3, a4, a5);
        }

        @Override
        public long retried(long number, long a1, long a2, long a3, long a4, long a5) {
            record();
            return calls.retried(number, a1, a2, a3, a4, a5);
        }

        @Override
        public long addressOf(ByteBuffer direct) {
            return calls.addressOf(direct);
        }
    }

    private Keyctl recorded() {
        return backend == Backend.KERNEL
                ? KernelLoader.load(System.getProperty("os.name"), System.getProperty("os.arch"), RecordedCalls::new)
                : (Keyctl) Proxy.newProxyInstance(
                        Keyctl.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, arguments) -> {
                            record();
                            try {
                                return method.invoke(scratch().keyctl(), arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private void record() {
        List<String> way = Arrays.stream(new Throwable().getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("org.linuxkeyring.")
                        && !frame.getClassName().startsWith(CallDepthTest.class.getName()))
                .map(frame -> frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName())
                .collect(Collectors.toList());
        ways.put(String.join(" < ", way), way.size() + 1);
    }

    /** A keystore with nothing remembered, as another process would have it. */
    private LinuxKeyringKeyStore open(KeyringLoadStoreParameter.Builder settings) throws Exception {
        Map<String, String> map = settings.build().settings();
        LinuxKeyringKeyStore store = new LinuxKeyringKeyStore(Map::of);
        Field entries = LinuxKeyringKeyStore.class.getDeclaredField("entries");
        entries.setAccessible(true);
        entries.set(store, KeyStoreOpening.open(Settings.of(List.of(map)), recorded(), Optional.empty()));
        ways.clear();
        return store;
    }

    private LinuxKeyringKeyStore open() throws Exception {
        return open(scratch().settings());
    }

    private void assertShort(Executable call) throws Exception {
        ways.clear();
        try {
            call.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        assertFalse(ways.isEmpty(), "nothing was recorded");
        int longest = Collections.max(ways.values());
        assertTrue(
                longest <= MOST_METHODS,
                () -> "\n"
                        + ways.entrySet().stream()
                                .filter(way -> way.getValue() > MOST_METHODS)
                                .map(way -> way.getValue() + ": " + way.getKey())
                                .collect(Collectors.joining("\n")));
    }

    @BeforeEach
    void storeEntries() throws Exception {
        LinuxKeyringKeyStore store = open();
        store.engineSetKeyEntry("private", PAIR.getPrivate(), null, CHAIN);
        store.engineSetKeyEntry("secret", new SecretKeySpec(bytes("0123456789abcdef"), "AES"), null, null);
    }

    @Test
    void aPrivateKeyIsFoundAndRead() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> assertNotNull(store.engineGetKey("private", null)));
        assertShort(() -> assertNotNull(store.engineGetKey("private", null)));
    }

    @Test
    void aPrivateKeyIsFoundInTheKeyringsOfTheProcess() throws Exception {
        LinuxKeyringKeyStore store = open(KeyringLoadStoreParameter.builder().backend(backend));

        assertShort(() -> assertNotNull(store.engineGetKey("private", null)));
    }

    @Test
    void aSecretKeyIsFoundAndRead() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> assertNotNull(store.engineGetKey("secret", null)));
    }

    @Test
    void nothingIsFoundOfWhatIsMissing() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> assertNull(store.engineGetKey("missing", null)));
        assertShort(() -> assertNull(store.engineGetKey("missing", null)));
        assertShort(() -> assertFalse(store.engineContainsAlias("missing")));
    }

    @Test
    void anAliasIsLookedUp() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> assertTrue(store.engineContainsAlias("private")));
    }

    @Test
    void aChainIsFoundAndRead() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> assertEquals(2, store.engineGetCertificateChain("private").length));
    }

    @Test
    void aNewEntryIsStored() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> store.engineSetKeyEntry("new", PAIR.getPrivate(), null, CHAIN));
    }

    @Test
    void anEntryIsReplaced() throws Exception {
        LinuxKeyringKeyStore store = open();

        assertShort(() -> store.engineSetKeyEntry("private", PAIR.getPrivate(), null, CHAIN));
        assertShort(() -> store.engineSetKeyEntry("private", PAIR.getPrivate(), null, CHAIN));
    }

    @Test
    void anEntryWithAPolicyIsStoredAndReplaced() throws Exception {
        LinuxKeyringKeyStore store = open(scratch().settings().timeout(Duration.ofHours(1)));

        assertShort(() -> store.engineSetKeyEntry("new", PAIR.getPrivate(), null, CHAIN));
        assertShort(() -> store.engineSetKeyEntry("new", PAIR.getPrivate(), null, CHAIN));
    }

    @Test
    void anEntryWithAMaskIsStoredAndReplaced() throws Exception {
        LinuxKeyringKeyStore store = open(scratch().settings().permissions(Permissions.of("0x3f010000")));

        assertShort(() -> store.engineSetKeyEntry("new", PAIR.getPrivate(), null, CHAIN));
        assertShort(() -> store.engineSetKeyEntry("new", PAIR.getPrivate(), null, CHAIN));
    }
}
