package org.linuxkeyring.spring;

import java.io.IOException;
import java.security.KeyStore;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Has Tomcat serve and trust what a keyring holds at each handshake. It takes keystores of a bundle, not managers. */
@AutoConfiguration
@ConditionalOnClass({ConfigurableTomcatWebServerFactory.class, Connector.class})
public class KeyringTomcatAutoConfiguration {
    /** Makes the configuration, as Spring does. */
    public KeyringTomcatAutoConfiguration() {}

    /**
     * Returns what names the rotating factories to a connector whose keystore or truststore is a keyring.
     *
     * @return the customizer
     */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> keyringTomcatCustomizer() {
        return factory -> factory.addConnectorCustomizers(KeyringTomcatAutoConfiguration::customize);
    }

    private static void customize(Connector connector) {
        for (SSLHostConfig host : connector.findSslHostConfigs()) {
            try {
                for (SSLHostConfigCertificate certificate : host.getCertificates()) {
                    if (isKeyring(certificate.getCertificateKeystore())) {
                        host.setKeyManagerAlgorithm(KeyringKeyStore.TYPE);
                    }
                }
                if (isKeyring(host.getTruststore())) {
                    host.setTruststoreAlgorithm(KeyringKeyStore.TYPE);
                }
            } catch (IOException e) {
                // Tomcat opens the same keystore when the connector starts, and fails then with the reason.
                continue;
            }
        }
    }

    private static boolean isKeyring(KeyStore store) {
        return store != null && store.getType().equals(KeyringKeyStore.TYPE);
    }
}
