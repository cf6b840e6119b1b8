/** A JCA provider whose KeyStore type {@code LINUXKEYRING} keeps its entries in the Linux kernel's keyrings. */
module org.linuxkeyring {
    requires com.sun.jna;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static info.picocli;
    requires static java.instrument;
    requires static jdk.jfr;

    exports org.linuxkeyring;
    exports org.linuxkeyring.error;
    exports org.linuxkeyring.secret;
    exports org.linuxkeyring.spec;
    exports org.linuxkeyring.agent to
            java.instrument;

    opens org.linuxkeyring.command to
            info.picocli;

    provides java.security.Provider with
            org.linuxkeyring.LinuxKeyringProvider,
            org.linuxkeyring.LinuxKeyringFilesProvider;
}
