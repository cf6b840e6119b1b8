package org.linuxkeyring.keystore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.ecKey;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringLoadStoreParameter;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.testing.ScratchKeyring;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The contract on LINUXKEYRING, on the backend and with the settings that a subclass names. */
abstract class LinuxKeyringKeyStoreContract extends KeyStoreContract
        implements LinuxKeyringDifferences, LinuxKeyringStorageDifferences {
    private final Backend backend;
    private final List<KeyStore> handedOut = new ArrayList<>();
    private ScratchKeyring scratch;
    private Provider provider;

    LinuxKeyringKeyStoreContract(Backend backend) {
        this.backend = backend;
    }

    /** The settings of the {@code n}th key store of this test, which keep its entries apart from the others'. */
    abstract KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n);

    /** The provider is configured to open the scratch keyring, so that no test comes near the user's own keys. */
    @BeforeEach
    void openScratch(@TempDir Path directory) throws Exception {
        scratch = ScratchKeyring.of(backend);
        String properties = scratch.settings().build().settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("provider.properties"), properties, UTF_8);
        provider = new LinuxKeyringProvider().configure(file.toString());
    }

    @AfterEach
    void closeScratch() throws Exception {
        for (KeyStore keyStore : handedOut) {
            for (String alias : KeyStoreContractExamples.aliases(keyStore)) {
                keyStore.deleteEntry(alias);
            }
            keyStore.store(null);
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    @Override
    public KeyStore notLoaded() throws Exception {
        return KeyStore.getInstance("LINUXKEYRING", provider);
    }

    @Override
    public KeyStore empty() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(settings(scratch, handedOut.size()).build());
        handedOut.add(keyStore);
        return keyStore;
    }

    @Override
    public KeyStore provisioned(String description, byte[] payload) throws Exception {
        scratch.add("user", description, payload);
        KeyStore keyStore = notLoaded();
        keyStore.load(null, null);
        return keyStore;
    }

    /** Not so by contract, and not so in PKCS12 before it is stored, but one alias is one kernel key here. */
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
