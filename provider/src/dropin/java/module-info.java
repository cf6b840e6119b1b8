/** The drop-in jar's descriptor: the same module, which holds JNA and Bouncy Castle itself. */
module org.linuxkeyring {
    requires java.logging;
    requires static java.instrument;
    requires static jdk.jfr;

    exports org.linuxkeyring;
    exports org.linuxkeyring.error;
    exports org.linuxkeyring.secret;
    exports org.linuxkeyring.spec;
    exports org.linuxkeyring.agent to
            java.instrument;

    provides java.security.Provider with
            org.linuxkeyring.LinuxKeyringProvider,
            org.linuxkeyring.LinuxKeyringFilesProvider;
}
