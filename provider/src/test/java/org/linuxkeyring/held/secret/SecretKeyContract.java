package org.linuxkeyring.held.secret;

import org.junit.jupiter.api.Nested;
import org.linuxkeyring.held.SelectionContract;

/** All that the services do, with keys held here or there. */
abstract class SecretKeyContract implements SecretKeys {
    @Nested
    class OfMac extends Part implements MacContract {}

    @Nested
    class OfBlockModes extends Part implements BlockModeContract {}

    @Nested
    class OfBlockModeUse extends Part implements BlockModeUseContract {}

    @Nested
    class OfGcm extends Part implements GcmContract {}

    @Nested
    class OfSelection extends Part implements SelectionContract {}

    @Nested
    class OfWycheproof extends Part implements WycheproofContract {}

    private abstract class Part implements SecretKeys {
        @Override
        public HeldSecretKey hold(String algorithm, byte... key) {
            return SecretKeyContract.this.hold(algorithm, key);
        }
    }
}
