package org.linuxkeyring.keystore.file;

/** The contract on a keyring that is loaded as PKCS12. */
class Pkcs12ReferenceContractTest extends ReferenceContract {
    Pkcs12ReferenceContractTest() {
        super("PKCS12");
    }
}
