package org.linuxkeyring.event;

import jdk.jfr.FlightRecorder;

/** The maker of traces. */
interface Tracer {
    Tracer NONE = new NoTracer();
    boolean HAS_FLIGHT_RECORDER = hasFlightRecorder();

    /**
     * Returns the maker of events or, as long as nothing has started the Flight Recorder, of none: to load an event's
     * class starts it, which costs a program more than its first lookup. A runtime made by jlink may lack the module
     * jdk.jfr.
     */
    static Tracer current() {
        return HAS_FLIGHT_RECORDER && FlightRecorder.isInitialized() ? FlightTracer.INSTANCE : NONE;
    }

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
