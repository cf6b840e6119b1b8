package org.linuxkeyring.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("org.linuxkeyring.Refusal")
@Label("Refusal")
@Description("A system call that the kernel refused, so that an operation failed or an entry was passed over")
@Category("LinuxKeyring")
@Enabled(false)
@StackTrace(false)
final class Refusal extends Event {
    @Label("Call")
    @Description("The system call as the man pages name it")
    String call;

    @Label("Error Number")
    String errno;

    @Label("Subject")
    @Description("The key or keyring that the call was about")
    String subject;

    @Label("Alias")
    String alias;

    @Label("Keyring")
    String keyring;
}
