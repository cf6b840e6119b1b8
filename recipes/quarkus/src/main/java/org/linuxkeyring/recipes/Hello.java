package org.linuxkeyring.recipes;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The smallest application: it answers with the name in the client's certificate. */
@ApplicationScoped
class Hello {
    void addTo(@Observes Router router) {
        router.get("/").handler(exchange -> exchange.end("Hello " + client(exchange.request())));
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
