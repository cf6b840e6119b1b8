package org.linuxkeyring.kernel;

import java.util.Optional;

/** Chooses the way to native code that suits this JVM: its own foreign function API where it may be used, else JNA. */
final class NativeGate {
    /** Of the jar's part for Java 22 and later (META-INF/versions/22), so that it cannot be named otherwise. */
    private static final String FOREIGN = "org.linuxkeyring.kernel.ForeignSystemCalls";

    private NativeGate() {}

    /** Nothing of JNA is touched unless it is needed: it would unpack a native library, which takes time and a folder that permits it. */
    static SystemCalls open() {
        Optional<SystemCalls> foreign = foreign();
        return foreign.isPresent() ? foreign.get() : JnaSystemCalls.load();
    }

    /** Empty before Java 22, where the jar was built by an older JDK, and where no one has allowed native access. */
    static Optional<SystemCalls> foreign() {
        try {
            return Optional.of((SystemCalls)
                    Class.forName(FOREIGN).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }
}
