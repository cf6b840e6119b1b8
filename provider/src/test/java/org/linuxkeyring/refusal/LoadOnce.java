package org.linuxkeyring.refusal;

/** A program that loads a keystore of the process's keyrings, and ends with a stack trace if that fails. */
public final class LoadOnce {
    private LoadOnce() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(KeyStoreCall.ofTheProcess().getType());
    }
}
