package org.linuxkeyring.keystore;

import org.linuxkeyring.entry.Payload;

/**
 * A key on its way to the kernel, which is to hold it.
 *
 * @param payload PKCS #8 for type {@code asymmetric}, a secret key's bytes for {@code logon}
 */
record HeldKeyPayload(KeyName name, Payload payload) {}
