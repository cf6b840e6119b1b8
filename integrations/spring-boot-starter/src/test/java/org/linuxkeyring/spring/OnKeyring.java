package org.linuxkeyring.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.KeyPair;
import java.security.KeyStore;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** A keyring in memory, and an application that uses it. */
abstract class OnKeyring {
    final String keyring = "@u/" + UUID.randomUUID();
    KeyStore store;

    @BeforeEach
    void makeKeyring() throws Exception {
        store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring(keyring).build());
    }

    /** An application with everything that Spring Boot finds on the class path. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    static ConfigurableApplicationContext run(String... properties) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(Stream.concat(
                        Stream.of("--spring.main.banner-mode=off", "--logging.level.root=error"),
                        Stream.of(properties).map("--"::concat))
                .toArray(String[]::new));
    }

    void secret(String name, String value) throws Exception {
        store.setKeyEntry(name, new SecretKeySpec(value.getBytes(UTF_8), "RAW"), null, null);
    }

    void key(String alias) throws Exception {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        store.setKeyEntry(alias, pair.getPrivate(), null, TestCertificates.chainFor("localhost", pair.getPublic()));
    }
}
