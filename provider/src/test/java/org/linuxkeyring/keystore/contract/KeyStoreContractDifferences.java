package org.linuxkeyring.keystore.contract;

/**
 * The rules in which implementations differ, by accident of one or by design of the other. Each implementation states
 * its own rule as a test of this name, and the section of this name in docs/DIFFERENCES.md has the reason.
 */
public interface KeyStoreContractDifferences extends KeyStoreContractFixture {
    /** Whether "Alias" and "alias" are one alias. */
    void caseOfAliases() throws Exception;

    /** Whether an alias may hold half of a surrogate pair. */
    void unpairedSurrogatesInAliases() throws Exception;

    /** What "%user:alias" is: text, or the name of a key type and an alias. */
    void aliasesThatNameAKeyType() throws Exception;

    /** Whether {@code aliases()} bears changes while it is gone through. */
    void aliasesWhileEntriesChange() throws Exception;

    /** When another instance sees a change. */
    void whenAChangeIsSeen() throws Exception;

    /** Whether {@code setEntry} and {@code getEntry} of a key do without a password. */
    void keyEntriesWithoutAPassword() throws Exception;

    /** What a password does for a key that was set without one. */
    void aPasswordForAnUnprotectedKey() throws Exception;

    /** Whether a password may hold any character. */
    void passwordsBeyondAscii() throws Exception;

    /** Whether a key is taken that is encrypted by DES or RC4. */
    void protectedKeysByOldSchemes() throws Exception;

    /** Whether a NUL counts in a password. */
    void passwordsOfOneNul() throws Exception;

    /** What {@code getEntry} throws for a protection parameter that is no password. */
    void protectionOtherThanAPassword() throws Exception;

    /** Whether the caller may choose the algorithm that protects a key. */
    void protectionThatNamesAnAlgorithm() throws Exception;

    /** Which algorithm names a secret key may have. */
    void namesOfSecretKeyAlgorithms() throws Exception;

    /** What date a trusted certificate has once stored and loaded. */
    void creationDateOfATrustedCertificate() throws Exception;

    /** What date an entry has that was written by other tools, without one. */
    void creationDateOfAnEntryWithoutOne() throws Exception;

    /** Whether a certificate that other tools wrote without more is trusted. */
    void certificatesWithoutATrustAttribute() throws Exception;

    /** Which attributes an entry has that was set with none. */
    void attributesTheKeystoreAdds() throws Exception;

    /** Whether a reloaded chain is the chain that was set. */
    void chainsBesideTheirIssuers() throws Exception;

    /** What {@code getEntry} throws for a private key that was set, protected already, without a chain. */
    void entryOfAPrivateKeyWithoutAChain() throws Exception;

    /** What {@code setCertificateEntry(alias, null)} does. */
    void nullAsACertificate() throws Exception;

    /** What {@code store(null, password)} does. */
    void storingToNoStream() throws Exception;

    /** What {@code store(LoadStoreParameter)} does. */
    void storingWithAParameter() throws Exception;

    /** What the stored stream holds. */
    void whatTheStreamHolds() throws Exception;

    /** What a stream without a byte is. */
    void loadingAnEmptyStream() throws Exception;

    /** What {@code load} does with a wrong store password. */
    void theStorePassword() throws Exception;
}
