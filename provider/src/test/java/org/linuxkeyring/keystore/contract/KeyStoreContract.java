package org.linuxkeyring.keystore.contract;

/**
 * The contract of {@link java.security.KeyStore} as the JDK's own PKCS12 keeps it. One subclass for each implementation
 * runs all of it; where implementations differ on purpose, {@link KeyStoreContractDifferences} makes each state its
 * rule.
 */
public abstract class KeyStoreContract
        implements KeyStoreContractPrivateKeys,
                KeyStoreContractSecretKeys,
                KeyStoreContractCertificates,
                KeyStoreContractAliases,
                KeyStoreContractEntries,
                KeyStoreContractAttributes,
                KeyStoreContractStorage,
                KeyStoreContractJsse,
                KeyStoreContractConcurrency,
                KeyStoreContractDifferences {}
