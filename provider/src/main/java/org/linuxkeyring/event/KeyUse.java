package org.linuxkeyring.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("org.linuxkeyring.KeyUse")
@Label("Key Use")
@Description("An operation with a key that Java does not hold, from the object's initialization to the result")
final class KeyUse extends OperationEvent {
    @Label("Algorithm")
    String algorithm;
}
