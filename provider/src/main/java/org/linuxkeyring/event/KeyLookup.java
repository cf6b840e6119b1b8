package org.linuxkeyring.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("org.linuxkeyring.KeyLookup")
@Label("Key Lookup")
@Description("getKey or getEntry of a keystore: the search for an entry, and its decoding")
final class KeyLookup extends OperationEvent {}
