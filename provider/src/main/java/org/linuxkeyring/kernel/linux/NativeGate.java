package org.linuxkeyring.kernel.linux;

import java.util.Optional;

/** Chooses the way to native code that suits this JVM: its own foreign function API where it may be used, else JNA. */
public final class NativeGate {
    /** Of Java, the first in which the foreign function API is no preview (JEP 454). */
    private static final int FOREIGN_FUNCTIONS = 22;

    private NativeGate() {}

    /** Which way system calls go in this JVM, and why: for people. */
    public static String explain() {
        return obstacle()
                .map(reason -> "system calls go through JNA, since " + reason)
                .orElseGet(() ->
                        "system calls go through the JVM's own foreign function API, since native access is allowed to "
                                + grantee());
    }

    /**
     * Nothing of JNA is touched unless it is needed: it would unpack a native library, which takes time and a folder
     * that permits it.
     */
    public static SystemCalls open() {
        return foreign().orElseGet(JnaSystemCalls::load);
    }

    /** Empty before Java 22, and where no one has allowed native access, which would have the JVM warn or refuse. */
    static Optional<SystemCalls> foreign() {
        return obstacle().isPresent() ? Optional.empty() : Optional.of(new ForeignSystemCalls());
    }

    /** What forbids the foreign function API, as a clause; empty if nothing does. */
    private static Optional<String> obstacle() {
        int feature = Runtime.version().feature();
        if (feature < FOREIGN_FUNCTIONS) {
            return Optional.of(
                    "this is Java " + feature + " and the foreign function API takes Java " + FOREIGN_FUNCTIONS);
        }
        try {
            if (!(boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(NativeGate.class.getModule())) {
                return Optional.of("the foreign function API takes --enable-native-access=" + grantee());
            }
            ForeignLibc.link();
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.of("the foreign function API does not work here (" + rootOf(e) + ")");
        }
    }

    /** Whom native access has to be allowed, as --enable-native-access names it. */
    private static String grantee() {
        Module module = NativeGate.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
