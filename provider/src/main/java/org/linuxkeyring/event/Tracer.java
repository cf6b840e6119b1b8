package org.linuxkeyring.event;

/** The maker of traces. Without the module jdk.jfr, which a runtime made by jlink may lack, it makes none. */
interface Tracer {
    Tracer CURRENT = hasFlightRecorder() ? new FlightTracer() : new NoTracer();

    private static boolean hasFlightRecorder() {
        try {
            Class.forName("jdk.jfr.Event", false, Tracer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    Trace lookup(String operation, String alias, String keyring);

    Trace use(String operation, String algorithm, EntryName entry);

    Trace handshake(String operation, String host, String keyring);

    Trace change(String operation, String alias, String keyring);

    void refused(String alias, String keyring, Throwable why);
}
