package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken from JSSE's question for a key, by whichever of its methods it asks. */
class HelloTest {
    private static final int HOST_NAME = 0;
    private static final int ANOTHER_TYPE = 7;
    private static final SNIServerName HOST = new SNIHostName("Web.example");
    private static final Principal[] NONE = {};

    /** One of the two ways to ask for a server's key in a handshake. */
    @FunctionalInterface
    private interface Side {
        Hello of(Principal[] issuers, SSLSession session, SSLParameters parameters);
    }

    static List<Side> servers() {
        return List.of(
                (issuers, session, parameters) -> Hello.ofServer("EC", issuers, engine(session, parameters)),
                (issuers, session, parameters) -> Hello.ofServer("EC", issuers, socket(session, parameters)));
    }

    static List<Side> sides() {
        return List.of(
                servers().get(0),
                servers().get(1),
                (issuers, session, parameters) ->
                        Hello.ofClient(new String[] {"EC"}, issuers, engine(session, parameters)),
                (issuers, session, parameters) ->
                        Hello.ofClient(new String[] {"EC"}, issuers, socket(session, parameters)));
    }

    static List<Hello> withoutHandshake() {
        return List.of(
                Hello.ofServer("EC", null, (SSLEngine) null),
                Hello.ofServer("EC", null, (Socket) null),
                Hello.ofServer("EC", null, mock(Socket.class)),
                Hello.ofClient(new String[] {"EC"}, null, (SSLEngine) null),
                Hello.ofClient(new String[] {"EC"}, null, (Socket) null),
                Hello.ofClient(new String[] {"EC"}, null, mock(Socket.class)));
    }

    private static SSLEngine engine(SSLSession session, SSLParameters parameters) {
        SSLEngine engine = mock(SSLEngine.class);
        when(engine.getHandshakeSession()).thenReturn(session);
        when(engine.getSSLParameters()).thenReturn(parameters);
        return engine;
    }

    private static SSLSocket socket(SSLSession session, SSLParameters parameters) {
        SSLSocket socket = mock(SSLSocket.class);
        when(socket.getHandshakeSession()).thenReturn(session);
        when(socket.getSSLParameters()).thenReturn(parameters);
        return socket;
    }

    private static SSLSession session(SNIServerName... names) {
        ExtendedSSLSession session = mock(ExtendedSSLSession.class);
        when(session.getRequestedServerNames()).thenReturn(List.of(names));
        return session;
    }

    private static SNIServerName name(int type, String text) {
        return new SNIServerName(type, bytes(text)) {};
    }

    private static Optional<String> host(Side side, SNIServerName... names) {
        return side.of(NONE, session(names), new SSLParameters()).host();
    }

    @ParameterizedTest
    @MethodSource("withoutHandshake")
    void outsideOfAHandshakeOnlyTheKeyTypeIsKnown(Hello hello) {
        assertEquals(new Hello(Set.of("EC"), Optional.empty(), Optional.empty(), false), hello);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theHostIsTheFirstHostName(Side server) {
        assertEquals(Optional.of("Web.example"), host(server, HOST));
        assertEquals(Optional.of("Web.example"), host(server, name(ANOTHER_TYPE, "other.example"), HOST));
        assertEquals(Optional.of("Web.example"), host(server, HOST, name(HOST_NAME, "second.example")));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aNameOfAnotherClassThanTheJdksIsReadByItsBytes(Side server) {
        assertEquals(Optional.of("raw.example"), host(server, name(HOST_NAME, "raw.example")));
        assertEquals(Optional.empty(), host(server, name(HOST_NAME, "not..a name"), HOST));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void withoutANameThereIsNoHost(Side server) {
        assertEquals(Optional.empty(), host(server));
        assertEquals(
                Optional.empty(),
                server.of(NONE, mock(SSLSession.class), new SSLParameters()).host());
        assertEquals(
                Optional.empty(), server.of(NONE, null, new SSLParameters()).host());
    }

    @Test
    void aClientsNameForItsServerIsNotTheHostOfItsOwnKey() {
        assertEquals(Optional.empty(), host(sides().get(2), HOST));
        assertEquals(Optional.empty(), host(sides().get(3), HOST));
    }

    @ParameterizedTest
    @MethodSource("sides")
    void issuersAreTakenInCanonicalForm(Side side) {
        Principal[] issuers = {new X500Principal("CN=A Root, O=Org"), mock(Principal.class)};
        assertEquals(
                Optional.of(Set.of("cn=a root,o=org")),
                side.of(issuers, session(), new SSLParameters()).issuers());
        assertEquals(
                Optional.empty(), side.of(NONE, session(), new SSLParameters()).issuers());
    }

    @ParameterizedTest
    @MethodSource("sides")
    void onlyTheApplicationsOwnConstraintsLookFurther(Side side) throws Exception {
        SSLParameters jdks = SSLContext.getDefault().createSSLEngine().getSSLParameters();
        SSLParameters withThoseOfTheJdk = new SSLParameters();
        withThoseOfTheJdk.setAlgorithmConstraints(jdks.getAlgorithmConstraints());
        SSLParameters withOwn = new SSLParameters();
        withOwn.setAlgorithmConstraints(mock(AlgorithmConstraints.class));
        assertFalse(side.of(NONE, session(), new SSLParameters()).looksFurther());
        assertFalse(side.of(NONE, session(), withThoseOfTheJdk).looksFurther());
        assertTrue(side.of(NONE, session(), withOwn).looksFurther());
    }

    @Test
    void aKeyTypeNamesTheKeysAlgorithmBeforeTheIssuers() {
        Hello hello = Hello.ofClient(new String[] {"EC_RSA", null, "DSA"}, null, (Socket) null);
        assertEquals(Set.of("EC", "DSA"), hello.algorithms());
        assertTrue(hello.takes("EC"));
        assertTrue(hello.takes("DSA"));
        assertFalse(hello.takes("RSA"));
        assertFalse(Hello.ofClient(null, null, (Socket) null).takes("EC"));
    }
}
