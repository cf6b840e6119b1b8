package org.linuxkeyring.soak;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which handshakes a soak takes for failures. */
class HistoryTest {
    private final History history = new History();

    HistoryTest() {
        history.change("change web web/0 10000 10005 0");
        history.change("change web web/1 20000 20005 0");
        history.change("change brief brief/0 10020 10025 2");
        history.change("change brief brief/1 20000 20005 3");
        history.change("change brief gone 21000 21005 0");
        history.change("change brief brief/2 30000 30005 0");
    }

    @Test
    void theCertificateOfTheTimeIsRight() {
        assertTrue(history.explains("handshake web 15000 15010 web/0"));
        assertTrue(history.explains("handshake web 25000 25010 web/1"));
    }

    @Test
    void eitherCertificateIsRightWhileOneReplacesTheOther() {
        assertTrue(history.explains("handshake web 20001 20003 web/0"));
        assertTrue(history.explains("handshake web 20001 20003 web/1"));
    }

    @Test
    void anOldOrALaterCertificateIsAFailure() {
        assertFalse(history.explains("handshake web 20006 20010 web/0"));
        assertFalse(history.explains("handshake web 19000 19999 web/1"));
        assertFalse(history.explains("handshake brief 13016 13100 brief/0"));
        assertFalse(history.explains("handshake brief 21006 21100 brief/1"));
    }

    @Test
    void anEntryThatIsThereIsServed() {
        assertFalse(history.explains("handshake web 20001 20003 refused"));
        assertFalse(history.explains("handshake web 20001 20003 brief/1"));
        assertFalse(history.explains("handshake brief 11000 11999 web/0"));
        assertFalse(history.explains("handshake brief 30006 40000 web/1"));
    }

    @Test
    void anEntryThatHasExpiredOrWasDeletedIsNot() {
        assertTrue(history.explains("handshake brief 11000 12000 web/0"));
        assertTrue(history.explains("handshake brief 13016 13100 web/0"));
        assertTrue(history.explains("handshake brief 21003 21010 refused for want of a certificate"));
    }

    @Test
    void noFailureButTheServersRefusalIsExplained() {
        assertFalse(history.explains("handshake brief 13016 13100 failed for want of a port"));
        assertFalse(history.explains("handshake brief 13016 13100 null"));
    }

    @Test
    void theLastChangeIsRemembered() {
        history.forget();

        assertTrue(history.explains("handshake brief 40000 40010 brief/2"));
        assertFalse(history.explains("handshake brief 40000 40010 brief/1"));
    }
}
