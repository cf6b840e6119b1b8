package org.linuxkeyring.recipes;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.eclipse.microprofile.config.Config;

/** The smallest application: it answers with a property, and the name in the client's certificate. */
@ApplicationScoped
class Hello {
    private final Config config;

    Hello(Config config) {
        this.config = config;
    }

    void addTo(@Observes Router router) {
        router.get("/").handler(exchange -> exchange.end(greeting() + " " + client(exchange.request())));
    }

    private String greeting() {
        return config.getOptionalValue("greeting", String.class).orElse("Hello");
    }

    private static String client(HttpServerRequest request) {
        try {
            X509Certificate client =
                    (X509Certificate) request.connection().peerCertificates().get(0);
            return client.getSubjectX500Principal().toString();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }
}
