package org.linuxkeyring.keystore.held;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.FlightRecord;

/** What a flight recording has of keys that the kernel holds. */
@Tag("kernel")
class KernelHeldEventsTest extends OnKernelHeldEntries {
    private static List<String> recorded(FlightRecord.Code code) throws Exception {
        return FlightRecord.of(List.of("KeyUse", "Change"), code).stream()
                .map(FlightRecord::text)
                .toList();
    }

    private String use(String algorithm, String alias, String operation, String result) {
        return "KeyUse{algorithm=" + algorithm + ", alias=" + alias + ", keyring="
                + scratch().serial() + ", kind=kernel-held, operation=" + operation + ", result=" + result + "}";
    }

    @Test
    void aSignatureIsOneUseOfTheKey() throws Exception {
        PrivateKey key = (PrivateKey) setRsa().getKey("web", null);
        assertEquals(List.of(use("SHA256withRSA", "web", "sign", "done")), recorded(() -> sign(key)));
    }

    @Test
    void theSettingOfAHeldKeyIsAChange() throws Exception {
        assertEquals(
                List.of("Change{alias=web, keyring=" + scratch().serial()
                        + ", kind=private key, operation=set, result=done}"),
                recorded(this::setRsa));
    }

    @Test
    void aKeyThatWasRevokedTellsTheKernelsRefusal() throws Exception {
        PrivateKey key = (PrivateKey) setRsa().getKey("web", null);
        scratch().keyctl().revoke(serialOf(key));
        assertEquals(
                List.of(use("SHA256withRSA", "web", "sign", "EKEYREVOKED")),
                recorded(() -> assertThrows(InvalidKeyException.class, () -> sign(key))));
    }

    @Test
    void secretKeysAuthenticateAndEncrypt() throws Exception {
        Key hmac = setSecret("mac", HMAC).getKey("mac", null);
        Key aes = setSecret("aes", AES).getKey("aes", null);
        List<String> events = recorded(() -> {
            Mac mac = Mac.getInstance("HmacSHA256", OURS);
            mac.init(hmac);
            mac.doFinal(MESSAGE);
            mac.doFinal(MESSAGE);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", OURS);
            cipher.init(Cipher.ENCRYPT_MODE, aes);
            cipher.doFinal(MESSAGE);
        });
        String tagging = use("HmacSHA256", "mac", "authenticate", "done");
        assertEquals(List.of(tagging, tagging), events.subList(0, 2));
        assertEquals(3, events.size());
        assertTrue(events.get(2).contains("alias=aes") && events.get(2).contains("operation=encrypt, result=done"));
    }
}
