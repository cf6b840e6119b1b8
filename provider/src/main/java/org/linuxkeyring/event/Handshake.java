package org.linuxkeyring.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("org.linuxkeyring.Handshake")
@Label("Handshake")
@Description("The choice of a key and its certificates for a TLS handshake, by the key manager LINUXKEYRING")
final class Handshake extends OperationEvent {
    @Label("Host")
    @Description("The server's name that the client asked for (SNI); empty for none, and on the client's side")
    String host;
}
