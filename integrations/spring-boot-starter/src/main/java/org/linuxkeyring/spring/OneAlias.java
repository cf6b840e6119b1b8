package org.linuxkeyring.spring;

import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A key manager that serves one entry of a keystore, which the bundle's property {@code key.alias} names. */
final class OneAlias extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager all;
    private final String alias;

    private OneAlias(X509ExtendedKeyManager all, String alias) {
        this.all = all;
        this.alias = alias;
    }

    static KeyManagerFactory of(KeyManagerFactory factory, String alias) {
        KeyManager one = new OneAlias((X509ExtendedKeyManager) factory.getKeyManagers()[0], alias);
        return new KeyManagerFactory(new Made(one), factory.getProvider(), factory.getAlgorithm()) {};
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return alias;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return alias;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {alias};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String name) {
        return all.getCertificateChain(name);
    }

    @Override
    public PrivateKey getPrivateKey(String name) {
        return all.getPrivateKey(name);
    }

    /** The factory of a manager that is made already. */
    private static final class Made extends KeyManagerFactorySpi {
        private final KeyManager manager;

        Made(KeyManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(KeyStore store, char[] password) {
            throw new IllegalStateException("the bundle's key manager is made already");
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {
            throw new IllegalStateException("the bundle's key manager is made already");
        }

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {manager};
        }
    }
}
