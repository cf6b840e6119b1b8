package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a handle says when its entry has ended or changed: the operation fails, with the reason and the remedy. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class OpaqueDeathTest extends OnOpaqueEntries {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final KeyPair OTHER = TestKeys.pair("EC/secp384r1");
    private static final char[] PASSWORD = "correct horse".toCharArray();

    OpaqueDeathTest(Backend backend) {
        super(backend);
    }

    private static Certificate[] chain(KeyPair pair) {
        return TestCertificates.chain(pair.getPublic(), 2);
    }

    /** What another process does to the entry. */
    @FunctionalInterface
    private interface Death {
        void of(OpaqueDeathTest test) throws Exception;
    }

    private static Arguments death(String name, String told, String remedy, Death death) {
        return Arguments.of(name, told, remedy, death);
    }

    static Stream<Arguments> deaths() {
        return Stream.of(
                death(
                        "deleted",
                        "'web' is gone",
                        "Store it anew",
                        test -> test.readable().deleteEntry(ALIAS)),
                death("unlinked", "'web' is gone", "Store it anew", test -> {
                    test.scratch().keyctl().unlink(test.serial(), test.scratch().serial());
                }),
                death(
                        "revoked",
                        "EKEYREVOKED",
                        "",
                        test -> test.scratch().keyctl().revoke(test.serial())),
                death("expired", "EKEYEXPIRED", "", test -> {
                    test.scratch().keyctl().setTimeout(test.serial(), 1);
                    Await.until(test::isExpired, "the key expires");
                }),
                death("not permitted", "EACCES", "", test -> {
                    test.scratch().keyctl().setPermissions(test.serial(), 0x21000000);
                }),
                death("updated", "was updated in place", "Ask the keystore", test -> {
                    test.readable().setKeyEntry(ALIAS, OTHER.getPrivate(), null, chain(OTHER));
                }),
                death("updated by another tool", "was updated in place", "Ask the keystore", test -> {
                    test.scratch().keyctl().update(test.serial(), ByteBuffer.wrap(new byte[] {1, 2, 3}));
                }),
                death("damaged", "cannot be read", "", test -> {
                    test.scratch().keyctl().update(test.serial(), ByteBuffer.wrap(test.beginningOfThePayload()));
                }),
                death("replaced", "was replaced (key ", "Ask the keystore", test -> {
                    test.readable().deleteEntry(ALIAS);
                    test.readable().setKeyEntry(ALIAS, OTHER.getPrivate(), null, chain(OTHER));
                }),
                death("replaced by a certificate", "was replaced (key ", "Ask the keystore", test -> {
                    test.readable().deleteEntry(ALIAS);
                    test.scratch().add("user", ALIAS, chain(OTHER)[0].getEncoded());
                }),
                death("encrypted", "encrypted under a password", "with the password", test -> {
                    test.readable().setKeyEntry(ALIAS, PAIR.getPrivate(), PASSWORD, chain(PAIR));
                }));
    }

    private int serial() {
        return scratch().links()[0];
    }

    private byte[] beginningOfThePayload() {
        return scratch().keyctl().read(serial(), payload -> {
            byte[] beginning = new byte[payload.remaining() / 2];
            payload.get(beginning);
            return beginning;
        });
    }

    private boolean isExpired() {
        try {
            return readable().getKey(ALIAS, null) == null;
        } catch (UnrecoverableKeyException e) {
            return e.getMessage().contains("EKEYEXPIRED");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deaths")
    void theOperationSaysWhatBecameOfTheEntry(String name, String told, String remedy, Death death) throws Exception {
        PrivateKey handle = handle(PAIR);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(handle);
        death.of(this);
        InvalidKeyException refused = assertThrows(InvalidKeyException.class, () -> signature.initSign(handle));
        assertTrue(
                refused.getMessage().contains(told)
                        && refused.getMessage().contains(remedy)
                        && refused.getMessage().contains("alias 'web'"),
                refused.getMessage());
    }

    @Test
    void anEndThatOnlyTheEntryNotesCounts() throws Exception {
        readable()
                .setEntry(
                        ALIAS,
                        new KeyStore.PrivateKeyEntry(PAIR.getPrivate(), chain(PAIR)),
                        KeyringProtection.builder()
                                .timeout(Duration.ofSeconds(1))
                                .build());
        PrivateKey handle = (PrivateKey) opaque().getKey(ALIAS, null);
        scratch().keyctl().setTimeout(serial(), 0);
        Await.until(this::isExpired, "the entry ends");
        InvalidKeyException refused = assertThrows(
                InvalidKeyException.class,
                () -> Signature.getInstance("SHA256withECDSA").initSign(handle));
        assertTrue(refused.getMessage().contains("as its end"), refused.getMessage());
    }

    @Test
    void anotherPasswordIsToldFromAnotherKey() throws Exception {
        readable().setKeyEntry(ALIAS, PAIR.getPrivate(), PASSWORD, chain(PAIR));
        PrivateKey handle = (PrivateKey) opaque().getKey(ALIAS, PASSWORD);
        readable().setKeyEntry(ALIAS, PAIR.getPrivate(), "battery staple".toCharArray(), chain(PAIR));
        InvalidKeyException refused = assertThrows(
                InvalidKeyException.class,
                () -> Signature.getInstance("SHA256withECDSA").initSign(handle));
        assertTrue(refused.getMessage().contains("password"), refused.getMessage());
    }

    /** A renewed certificate is of the same key: what the handle signs is right for both. */
    @Test
    void aRenewedCertificateLeavesTheHandleAsItIs() throws Exception {
        PrivateKey handle = handle(PAIR);
        readable().setKeyEntry(ALIAS, PAIR.getPrivate(), null, chain(PAIR));
        Signature.getInstance("SHA256withECDSA").initSign(handle);
        readable().deleteEntry(ALIAS);
        readable().setKeyEntry(ALIAS, PAIR.getPrivate(), null, chain(PAIR));
        Signature.getInstance("SHA256withECDSA").initSign(handle);
    }

    @Test
    void anUpdatedSecretKeyIsTold() throws Exception {
        SecretKey handle = handle(new SecretKeySpec(new byte[16], "HmacSHA256"));
        readable().setKeyEntry(ALIAS, new SecretKeySpec(new byte[17], "HmacSHA256"), null, null);
        InvalidKeyException refused = assertThrows(
                InvalidKeyException.class, () -> Mac.getInstance("HmacSHA256").init(handle));
        assertTrue(refused.getMessage().contains("was updated in place"), refused.getMessage());
    }

    @Test
    void anotherKeyOfTheSameNameInAKeyringBelowIsNotTaken() throws Exception {
        PrivateKey handle = handle(PAIR);
        int serial = serial();
        KeyStore below =
                ScratchKeyring.keyStore(scratch().settings().keyring(scratch().serial() + "/below"));
        assertThrows(KeyStoreException.class, () -> below.setKeyEntry(ALIAS, handle, null, chain(PAIR)));
        below.setKeyEntry(ALIAS, OTHER.getPrivate(), null, chain(OTHER));
        scratch().keyctl().unlink(serial, scratch().serial());
        InvalidKeyException refused = assertThrows(
                InvalidKeyException.class,
                () -> Signature.getInstance("SHA256withECDSA").initSign(handle));
        assertTrue(refused.getMessage().contains("was replaced"), refused.getMessage());
    }
}
