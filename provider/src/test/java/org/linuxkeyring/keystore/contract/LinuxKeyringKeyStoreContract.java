package org.linuxkeyring.keystore.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The contract on LINUXKEYRING, on the backend and with the settings that a subclass names. */
public abstract class LinuxKeyringKeyStoreContract extends KeyStoreContract
        implements LinuxKeyringDifferences, LinuxKeyringStorageDifferences {
    private final Backend backend;
    private int handedOut;
    private ScratchKeyring scratch;
    private KeyringLoadStoreParameter defaults;
    private Provider provider;

    protected LinuxKeyringKeyStoreContract(Backend backend) {
        this.backend = backend;
    }

    /** The provider's settings, which keep every test away from the user's own keys. */
    protected abstract KeyringLoadStoreParameter.Builder defaults(ScratchKeyring scratch);

    /** The settings of the {@code n}th key store of this test, which keep its entries apart from the others'. */
    protected abstract KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n);

    @BeforeEach
    void openScratch(@TempDir Path directory) throws Exception {
        scratch = ScratchKeyring.of(backend);
        defaults = defaults(scratch).build();
        String properties = defaults.settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("provider.properties"), properties + "\nprobe=true\n", UTF_8);
        provider = new LinuxKeyringProvider().configure(file.toString());
    }

    /**
     * Deletes entries outside of the scratch keyring, because a test may have loaded a key store with other settings.
     */
    @AfterEach
    void closeScratch() throws Exception {
        if (scratch == null) {
            return;
        }
        for (int n = 0; n < handedOut; n++) {
            KeyStore keyStore = loaded(n);
            for (String alias : KeyStoreContractExamples.aliases(keyStore)) {
                keyStore.deleteEntry(alias);
            }
            keyStore.store(null);
        }
        scratch.close();
    }

    @Override
    public KeyStore notLoaded() throws Exception {
        return KeyStore.getInstance("LINUXKEYRING", provider);
    }

    @Override
    public KeyStore empty() throws Exception {
        return loaded(handedOut++);
    }

    private KeyStore loaded(int n) throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(settings(scratch, n).build());
        return keyStore;
    }

    @Override
    public KeyStore provisioned(String alias, byte[] payload) throws Exception {
        scratch.add("user", defaults.settings().getOrDefault("prefix", "") + alias, payload);
        return withDefaults(defaults);
    }

    /** Returns a key store with the provider's settings alone. */
    protected KeyStore withDefaults(KeyringLoadStoreParameter settings) throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(null, null);
        return keyStore;
    }

    /**
     * The contract does not require this, and PKCS12 does not do it before it is stored; but one alias is one kernel
     * key here.
     */
    @Test
    void aKeyAndItsChainAreReplacedAtOnce() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp384r1");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 3);
        X509Certificate[] ecChain = ecChain();
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, ecChain);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Void> writer = thread.submit(() -> {
                for (int round = 0; round < 100; round++) {
                    keyStore.setKeyEntry("alias", pair.getPrivate(), null, chain);
                    keyStore.setKeyEntry("alias", ecKey(), null, ecChain);
                }
                return null;
            });
            while (!writer.isDone()) {
                PrivateKeyEntry entry = (PrivateKeyEntry) keyStore.getEntry("alias", null);
                boolean first = entry.getPrivateKey().equals(ecKey());
                assertEquals(List.of(first ? ecChain : chain), List.of((Object[]) entry.getCertificateChain()));
            }
            writer.get();
        } finally {
            thread.shutdownNow();
        }
    }
}
