package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.recipes.Service.CLIENT;
import static org.linuxkeyring.recipes.Service.WEB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with its key in one keyring, and clients with theirs in another. */
class KafkaIT {
    private static final TopicPartition TOPIC = new TopicPartition("orders", 0);

    @TempDir
    Path folder;

    @Test
    void aMessageGoesFromProducerToConsumerAndBothEndsKeepTheirKeysInAKeyring() throws Exception {
        try (Service brokers = Service.start(WEB);
                Service clients = Service.start(CLIENT);
                Broker broker = Broker.start(folder, settings("broker", brokers))) {
            Properties client = settings("client", clients);
            client.setProperty("bootstrap.servers", broker.address());
            client.setProperty("security.protocol", "SSL");
            try (KafkaProducer<String, String> producer =
                            new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
                    KafkaConsumer<String, String> consumer =
                            new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
                producer.send(new ProducerRecord<>(TOPIC.topic(), "an order")).get();
                consumer.assign(List.of(TOPIC));
                consumer.seekToBeginning(List.of(TOPIC));

                assertEquals("an order", next(consumer));
            }
            assertEquals(List.of(), brokers.changes());
            assertEquals(List.of(), clients.changes());
        }
    }

    @Test
    void aClientWithoutACertificateIsRefused() throws Exception {
        try (Service service = Service.start(WEB);
                Broker broker = Broker.start(folder, settings("broker", service))) {
            Properties client = new Properties();
            client.setProperty("bootstrap.servers", broker.address());
            client.setProperty("security.protocol", "SSL");
            client.setProperty("ssl.truststore.type", "LINUXKEYRING");
            client.setProperty(
                    "ssl.truststore.location",
                    service.trust(folder, "writes=never").toString());
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                assertThrows(SslAuthenticationException.class, () -> producer.partitionsFor(TOPIC.topic()));
            }
        }
    }

    @Test
    void theNextConnectionToABrokerIsServedTheRenewedCertificate() throws Exception {
        try (Service service = Service.start(WEB);
                Broker broker = Broker.start(folder, settings("broker", service))) {
            assertEquals(service.certificate(WEB), certificate(service.peer(), broker));

            service.renew(WEB);

            assertEquals(service.certificate(WEB), certificate(service.peer(), broker));
        }
    }

    @Test
    void thePasswordOfABrokersKeyIsASecretOfTheKeyring() throws Exception {
        try (Service service = Service.start(WEB)) {
            service.protect(WEB, "pässwörd");
            service.secret("key-password", "pässwörd");
            Properties settings = settings("broker", service);
            settings.putAll(secrets(service));
            try (Broker broker = Broker.start(folder, settings)) {
                assertEquals(service.certificate(WEB), certificate(service.peer(), broker));
            }
        }
    }

    @Test
    void thePageShowsTheConfigurationThatIsRun() throws Exception {
        try (Service service = Service.start()) {
            List<String> configuration = settings("page", service).entrySet().stream()
                    .map(Object::toString)
                    .filter(line -> !line.contains(".location="))
                    .filter(line -> !line.startsWith("ssl.client.auth="))
                    .toList();
            List<String> secrets = secrets(service).entrySet().stream()
                    .map(Object::toString)
                    .map(line -> line.replace(service.keyring(), "@u/shop"))
                    .toList();

            assertEquals(List.of(), Page.missing("kafka.md", configuration));
            assertEquals(List.of(), Page.missing("kafka.md", secrets));
        }
    }

    @Test
    void aKeyThatTheKernelHoldsServesABroker() throws Exception {
        try (Service service = Service.start(WEB)) {
            service.hold(WEB);
            try (Broker broker = Broker.start(folder, settings("broker", service))) {
                assertEquals(service.certificate(WEB), certificate(service.peer(), broker));
            }
        }
    }

    /** The same for a broker and for a client; a broker alone looks at the last. */
    private Properties settings(String name, Service service) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        Properties settings = new Properties();
        settings.setProperty("ssl.keystore.type", "LINUXKEYRING");
        settings.setProperty(
                "ssl.keystore.location", service.keys(own, "writes=never").toString());
        settings.setProperty("ssl.keystore.password", "any");
        settings.setProperty("ssl.keymanager.algorithm", "LINUXKEYRING");
        settings.setProperty("ssl.truststore.type", "LINUXKEYRING");
        settings.setProperty(
                "ssl.truststore.location", service.trust(own, "writes=never").toString());
        settings.setProperty("ssl.trustmanager.algorithm", "LINUXKEYRING");
        settings.setProperty("ssl.client.auth", "required");
        return settings;
    }

    private static Properties secrets(Service service) {
        Properties settings = new Properties();
        settings.setProperty("config.providers", "keyring");
        settings.setProperty("config.providers.keyring.class", "org.linuxkeyring.kafka.KeyringConfigProvider");
        settings.setProperty("ssl.keystore.password", "${keyring:" + service.keyring() + ":key-password}");
        settings.setProperty("ssl.key.password", "${keyring:" + service.keyring() + ":key-password}");
        return settings;
    }

    private static String next(KafkaConsumer<String, String> consumer) {
        while (true) {
            for (ConsumerRecord<String, String> order : consumer.poll(Duration.ofSeconds(1))) {
                return order.value();
            }
        }
    }

    private static X509Certificate certificate(Peer peer, Broker broker) throws GeneralSecurityException, IOException {
        try (SSLSocket socket =
                (SSLSocket) peer.context().getSocketFactory().createSocket("localhost", broker.port())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
