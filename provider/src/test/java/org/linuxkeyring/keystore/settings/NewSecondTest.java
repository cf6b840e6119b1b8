package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.spec.Backend;

/** A timeout that is set in the moment when a second has begun for Java, but not yet for the kernel. */
@Tag("kernel")
class NewSecondTest extends OnEntryPolicies {
    NewSecondTest() {
        super(Backend.KERNEL);
    }

    @RepeatedTest(2)
    void anEntryDoesNotEndAsTheSecondBegins() throws Exception {
        KeyStore store = scratch().keyStore();
        set(store, protection());
        int key = key();
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        spinUntil(second.minusMillis(5));
        EntryPolicy policy = EntryPolicy.NONE.expiringIn(Duration.ofSeconds(2));
        spinUntil(second);
        scratch().keyctl().setTimeout(key, policy.secondsLeft().orElseThrow());
        spinUntil(second.plusMillis(20));

        boolean isThere = store.containsAlias("alias");
        // On a busy machine its time may be over rightly.
        assertTrue(isThere || Instant.now().isAfter(second.plusMillis(900)), "it ended as the second began");
    }

    private static void spinUntil(Instant instant) {
        while (Instant.now().isBefore(instant)) {
            Thread.onSpinWait();
        }
    }
}
