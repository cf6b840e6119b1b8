/** The drop-in jar's descriptor: the same module, which holds JNA and Bouncy Castle itself. */
module org.linuxkeyring {
    requires java.logging;

    exports org.linuxkeyring;
    exports org.linuxkeyring.error;
    exports org.linuxkeyring.spec;

    provides java.security.Provider with
            org.linuxkeyring.LinuxKeyringProvider;
}
