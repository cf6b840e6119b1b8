package org.linuxkeyring.fleet.follow;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.fleet.message.EntryCodec;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Policy;

/**
 * A process of another user that changes that user's keyrings, as it is told over its standard input. It has a session
 * keyring of its own (keyctl(1)), may gain no privileges (prctl(2), PR_SET_NO_NEW_PRIVS), and ends when this process
 * does.
 */
final class UserProcess implements Destination {
    /** Far more than a JVM takes to start on a busy machine, and far less than leases of an hour may wait. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private final String user;
    private final Process process;
    private final Duration most;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private Optional<Thread> exchange = Optional.empty();
    private boolean hasAnswered;
    private boolean hasFailed;

    /** @param most how long one request may take */
    UserProcess(String user, Process process, Duration most) {
        this.user = user;
        this.process = process;
        this.most = most;
        this.requests = new DataOutputStream(process.getOutputStream());
        this.answers = new DataInputStream(process.getInputStream());
    }

    static UserProcess start(String user, String classPath) throws KeyStoreException {
        requireUser(user);
        Path home = Path.of(System.getProperty("java.home"));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + group(user),
                "--init-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "keyctl",
                "session",
                "-",
                home.resolve("bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                absolute(classPath),
                KeyringService.class.getName()));
        // A folder that the user may enter, as this process's own need not be.
        builder.directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return new UserProcess(user, builder.start(), MOST);
        } catch (IOException e) {
            throw new KeyStoreException(
                    "No process of the user " + user + " can be started. It takes the programs setpriv and keyctl"
                            + " (apt-get install util-linux keyutils): " + e.getMessage(),
                    e);
        }
    }

    /** The process starts in another folder. */
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void requireUser(String user) throws KeyStoreException {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        } catch (UserPrincipalNotFoundException e) {
            throw new KeyStoreException("There is no user " + user + " on this machine", e);
        } catch (IOException e) {
            throw new KeyStoreException("The user " + user + " cannot be looked up: " + e.getMessage(), e);
        }
    }

    private static String group(String user) throws KeyStoreException {
        try {
            Process id = new ProcessBuilder("id", "-g", "--", user)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            id.getOutputStream().close();
            return new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new KeyStoreException("The group of " + user + " cannot be looked up: " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns whether another one would do no better at once: it hung, or ended before it answered anything. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** Returns whether a thread waits for pipes that other processes of that user keep open. */
    boolean isHeldUp() {
        return exchange.filter(Thread::isAlive).isPresent();
    }

    @Override
    public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
            throws GeneralSecurityException {
        byte[] bytes = new byte[0];
        try {
            bytes = EntryCodec.toBytes(entry);
            ask(new KeyringRequest(KeyringRequest.Kind.SET, name, policy, lifetime, bytes));
        } catch (MessageException e) {
            throw new KeyStoreException(e.getMessage(), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException {
        return ask(new KeyringRequest(KeyringRequest.Kind.PROLONG, name, policy, lifetime, new byte[0]));
    }

    @Override
    public void remove(EntryName name, Policy policy) throws GeneralSecurityException {
        ask(new KeyringRequest(KeyringRequest.Kind.REMOVE, name, policy, Duration.ZERO, new byte[0]));
    }

    /**
     * Has a thread of its own write and read, and waits for it as long as a request may take: another process that has
     * inherited the pipes can keep them open.
     */
    private boolean ask(KeyringRequest request) throws KeyStoreException {
        FutureTask<Boolean> answer = new FutureTask<>(() -> exchange(request));
        Thread thread = new Thread(answer, "Keyrings of " + user);
        thread.setDaemon(true);
        thread.start();
        exchange = Optional.of(thread);
        try {
            boolean isDone = answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
            hasAnswered = true;
            return isDone;
        } catch (TimeoutException e) {
            hasFailed = true;
            process.destroyForcibly();
            throw new KeyStoreException(
                    "The process that changes the keyrings of " + user + " did not answer within "
                            + most.toMillis() + " ms and was killed. See what keeps a process of that user from"
                            + " running",
                    e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new KeyStoreException("interrupted while the keyrings of " + user + " were changed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyStoreException refusal) {
                hasAnswered = true;
                throw new KeyStoreException(refusal.getMessage(), refusal);
            }
            hasFailed = !hasAnswered;
            process.destroyForcibly();
            throw new KeyStoreException(
                    "The process that changes the keyrings of " + user + " has ended, or cannot be started: "
                            + why(e.getCause()),
                    e);
        }
    }

    private static String why(Throwable failure) {
        return failure instanceof EOFException ? "it left no answer; see the journal" : failure.getMessage();
    }

    private boolean exchange(KeyringRequest request) throws IOException, KeyStoreException {
        request.write(requests);
        if (answers.readBoolean()) {
            return answers.readBoolean();
        }
        throw new KeyStoreException(answers.readUTF());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
