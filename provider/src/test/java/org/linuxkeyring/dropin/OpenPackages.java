package org.linuxkeyring.dropin;

/** Prints whether packages of the JDK are open or exported to a program on the class path. */
final class OpenPackages {
    private OpenPackages() {}

    public static void main(String[] args) {
        Module jdk = Object.class.getModule();
        Module own = OpenPackages.class.getModule();
        System.out.println("java.lang " + jdk.isOpen("java.lang", own) + ", jdk.internal.module "
                + jdk.isExported("jdk.internal.module", own));
    }
}
