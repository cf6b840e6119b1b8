package org.linuxkeyring.event;

import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.linuxkeyring.error.KeyctlException;

/** The common part of the events of operations. */
@Category("LinuxKeyring")
@Enabled(false)
@StackTrace(false)
abstract class OperationEvent extends Event implements Trace {
    @Label("Operation")
    String operation;

    @Label("Alias")
    String alias;

    @Label("Keyring")
    @Description("The keyring that the keystore names; empty for the keyrings of the process")
    String keyring;

    @Label("Kind")
    @Description("What kind of entry, or of key, it is; empty where that did not become known")
    String kind = "";

    @Label("Result")
    @Description("done, absent, the errno by which the kernel refused, or the name of an exception")
    String result = "failed";

    Trace started(String how, String what, String where) {
        operation = how;
        alias = what;
        keyring = where;
        begin();
        return this;
    }

    @Override
    public final void chosen(String what) {
        alias = what;
    }

    @Override
    public final void kind(Object what) {
        kind = what.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public final void absent() {
        result = "absent";
    }

    @Override
    public final <T> T done(T value) {
        result = DONE;
        return value;
    }

    @Override
    public final void failed(Throwable why) {
        result = why.getClass().getSimpleName();
        for (Throwable each = why; each != null; each = each.getCause()) {
            if (each instanceof KeyctlException refusal) {
                result = FlightTracer.nameOf(refusal);
            }
        }
        Tracer.current().refused(alias, keyring, why);
    }

    @Override
    public final void finish() {
        commit();
    }
}
