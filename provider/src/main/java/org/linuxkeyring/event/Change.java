package org.linuxkeyring.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("org.linuxkeyring.Change")
@Label("Change")
@Description("An entry that was set, deleted or given a timeout, or a keystore that was stored")
final class Change extends OperationEvent {}
