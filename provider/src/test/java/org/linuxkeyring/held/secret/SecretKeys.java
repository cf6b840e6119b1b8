package org.linuxkeyring.held.secret;

import java.security.Provider;
import org.linuxkeyring.LinuxKeyringProvider;

/** Where the contracts' keys are held: in the kernel, or by what stands in for it. */
public interface SecretKeys {
    Provider PROVIDER = new LinuxKeyringProvider();

    HeldSecretKey hold(String algorithm, byte... key);
}
