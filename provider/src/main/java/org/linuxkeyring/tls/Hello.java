package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.security.auth.x500.X500Principal;

/**
 * The part of a question to the key manager that an index knows.
 *
 * @param algorithms the algorithms of keys that the peer takes
 * @param issuers the issuers that the peer takes, in canonical form; empty if it takes any
 * @param host the server's name (SNI, RFC 6066); empty on the client's side, and if the client gives none
 * @param looksFurther whether the application has algorithm constraints of its own, which may look at anything
 */
record Hello(Set<String> algorithms, Optional<Set<String>> issuers, Optional<String> host, boolean looksFurther) {

    static Hello ofServer(String keyType, Principal[] issuers, Socket socket) {
        return socket instanceof SSLSocket tls
                ? of(issuers, host(tls.getHandshakeSession()), isLimited(tls.getSSLParameters()), keyType)
                : of(issuers, Optional.empty(), false, keyType);
    }

    static Hello ofServer(String keyType, Principal[] issuers, SSLEngine engine) {
        return engine == null
                ? of(issuers, Optional.empty(), false, keyType)
                : of(issuers, host(engine.getHandshakeSession()), isLimited(engine.getSSLParameters()), keyType);
    }

    static Hello ofClient(String[] keyTypes, Principal[] issuers, Socket socket) {
        boolean looksFurther = socket instanceof SSLSocket tls && isLimited(tls.getSSLParameters());
        return of(issuers, Optional.empty(), looksFurther, keyTypes);
    }

    static Hello ofClient(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return of(issuers, Optional.empty(), engine != null && isLimited(engine.getSSLParameters()), keyTypes);
    }

    /** Returns whether the constraints are not the JDK's, which look at no more than {@link ChainProfile} has. */
    private static boolean isLimited(SSLParameters parameters) {
        AlgorithmConstraints constraints = parameters.getAlgorithmConstraints();
        return constraints != null && constraints.getClass().getModule() != Object.class.getModule();
    }

    private static Hello of(Principal[] issuers, Optional<String> host, boolean looksFurther, String... keyTypes) {
        // A key type may name the algorithm of the issuer's key after that of the certificate's own: EC_RSA.
        Set<String> algorithms = new HashSet<>();
        for (String type : keyTypes == null ? new String[0] : keyTypes) {
            if (type != null) {
                algorithms.add(type.split("_", 2)[0]);
            }
        }
        Optional<Set<String>> canonical = issuers == null || issuers.length == 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(issuers)
                        .filter(X500Principal.class::isInstance)
                        .map(issuer -> KeyFacts.canonical((X500Principal) issuer))
                        .collect(Collectors.toSet()));
        return new Hello(algorithms, canonical, host, looksFurther);
    }

    /** Returns the first host name among the server names, which is the one that the JDK looks at. */
    private static Optional<String> host(SSLSession session) {
        List<SNIServerName> names =
                session instanceof ExtendedSSLSession extended ? extended.getRequestedServerNames() : List.of();
        for (SNIServerName name : names) {
            if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                return text(name);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(SNIServerName name) {
        try {
            SNIHostName host = name instanceof SNIHostName same ? same : new SNIHostName(name.getEncoded());
            return Optional.of(host.getAsciiName());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean takes(String algorithm) {
        return algorithms.contains(algorithm);
    }
}
