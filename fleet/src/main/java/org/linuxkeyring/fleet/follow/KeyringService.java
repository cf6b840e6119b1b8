package org.linuxkeyring.fleet.follow;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fleet.message.EntryCodec;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.spec.Backend;

/** The program of {@link UserProcess}: it does what its standard input says until that ends. */
public final class KeyringService {
    private KeyringService() {}

    /** Serves standard input, without a buffer that keys would stay in. What anything prints goes to standard error. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        serve(new FileInputStream(FileDescriptor.in), answers, new OwnKeyrings(Backend.AUTO));
    }

    static void serve(InputStream in, OutputStream out, Destination destination) throws IOException {
        DataInputStream requests = new DataInputStream(in);
        DataOutputStream answers = new DataOutputStream(out);
        while (true) {
            KeyringRequest request;
            try {
                request = KeyringRequest.read(requests);
            } catch (EOFException e) {
                return;
            }
            try {
                boolean isDone = carryOut(request, destination);
                answers.writeBoolean(true);
                answers.writeBoolean(isDone);
            } catch (GeneralSecurityException | MessageException | KeyringException e) {
                answers.writeBoolean(false);
                answers.writeUTF(String.valueOf(e.getMessage()));
            } finally {
                request.wipe();
            }
            answers.flush();
        }
    }

    private static boolean carryOut(KeyringRequest request, Destination destination)
            throws GeneralSecurityException, MessageException {
        switch (request.kind()) {
            case SET ->
                destination.set(
                        request.name(), EntryCodec.fromBytes(request.entry()), request.policy(), request.lifetime());
            case PROLONG -> {
                return destination.prolong(request.name(), request.policy(), request.lifetime());
            }
            case REMOVE -> destination.remove(request.name(), request.policy());
        }
        return true;
    }
}
