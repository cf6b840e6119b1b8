package org.linuxkeyring.refusal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.error.Errno.EACCES;
import static org.linuxkeyring.error.Errno.EDQUOT;
import static org.linuxkeyring.error.Errno.EEXIST;
import static org.linuxkeyring.error.Errno.EINTR;
import static org.linuxkeyring.error.Errno.EKEYEXPIRED;
import static org.linuxkeyring.error.Errno.EKEYREJECTED;
import static org.linuxkeyring.error.Errno.EKEYREVOKED;
import static org.linuxkeyring.error.Errno.ENOENT;
import static org.linuxkeyring.error.Errno.ENOKEY;
import static org.linuxkeyring.error.Errno.EOPNOTSUPP;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Injection;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Leak;
import org.linuxkeyring.testing.Outcome;

/** Every error in every call of a keystore, injected by strace(1), becomes the exception that the API declares. */
@Tag("kernel")
class InjectedErrorsIT {
    private static final Set<Errno> DEAD = EnumSet.of(EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED);

    /** The errors for which a listing leaves a key out: another process removes it, or changes its mask. */
    private static final Set<Errno> PASSED_OVER = EnumSet.of(ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES);

    /** The errors for which an entry does not exist for all calls but {@code getKey} and {@code getEntry}. */
    private static final Set<Errno> UNREADABLE =
            EnumSet.of(ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES, EOPNOTSUPP);

    private static Process program;
    private static BufferedReader answers;
    private static PrintStream calls;
    private static String thread;

    /**
     * A system call within a KeyStore call.
     *
     * @param view {@code CallsOnDemand.PROCESS}, or nothing for a keystore with a keyring of its own
     * @param nth which one of all with that name, from 1
     * @param answered the errors that are an answer, not a refusal
     */
    private record Place(
            String view, KeyStoreCall call, String systemCall, int nth, String operation, Set<Errno> answered) {
        String thread() throws IOException {
            return call == KeyStoreCall.LOAD_NEW ? threadNamed("linuxkeyring-ow") : thread;
        }

        @Override
        public String toString() {
            return view + call + ", " + operation + " (" + systemCall + " " + nth + ")";
        }
    }

    private static Place keyctl(KeyStoreCall call, int nth, String operation, Set<Errno> answered) {
        return new Place("", call, "keyctl", nth, operation, answered);
    }

    static Stream<Place> places() {
        Set<Errno> none = EnumSet.noneOf(Errno.class);
        Set<Errno> missing = EnumSet.of(ENOKEY);
        Set<Errno> missingOrDead = EnumSet.copyOf(DEAD);
        missingOrDead.add(ENOKEY);
        Set<Errno> all = EnumSet.allOf(Errno.class);
        // These errors mean that another process was first, or that the kernel lacks KEYCTL_MOVE.
        Set<Errno> otherWay = EnumSet.of(EEXIST, EOPNOTSUPP);
        Stream<Place> own = Stream.of(
                keyctl(KeyStoreCall.LOAD, 1, "KEYCTL_GET_KEYRING_ID", none),
                keyctl(KeyStoreCall.LOAD, 2, "KEYCTL_DESCRIBE", none),
                keyctl(KeyStoreCall.LOAD, 3, "KEYCTL_GET_KEYRING_ID", none),
                keyctl(KeyStoreCall.LOAD, 4, "KEYCTL_DESCRIBE", none),
                keyctl(KeyStoreCall.LOAD, 6, "KEYCTL_SEARCH", missingOrDead),
                keyctl(KeyStoreCall.LOAD, 7, "KEYCTL_READ", none),
                // This keyring is our own, has no view permission, and is linked by another one of ours.
                keyctl(KeyStoreCall.LOAD, 8, "KEYCTL_DESCRIBE", EnumSet.of(EACCES)),
                new Place("", KeyStoreCall.LOAD, "request_key", 1, "request_key", missing),
                keyctl(KeyStoreCall.LOAD_NEW, 1, "KEYCTL_GET_KEYRING_ID", none),
                keyctl(KeyStoreCall.LOAD_NEW, 2, "KEYCTL_SEARCH", missingOrDead),
                keyctl(KeyStoreCall.LOAD_NEW, 3, "KEYCTL_GET_KEYRING_ID", otherWay),
                new Place("", KeyStoreCall.LOAD_NEW, "add_key", 1, "add_key", otherWay),
                new Place("", KeyStoreCall.LOAD_NEW, "add_key", 2, "add_key", otherWay),
                keyctl(KeyStoreCall.LOAD_NEW, 4, "KEYCTL_MOVE", otherWay),
                keyctl(KeyStoreCall.LOAD_NEW, 5, "KEYCTL_UNLINK", all),
                keyctl(KeyStoreCall.GET_KEY, 1, "KEYCTL_SEARCH", missing),
                keyctl(KeyStoreCall.GET_KEY, 2, "KEYCTL_READ", missing),
                keyctl(KeyStoreCall.GET_ENTRY, 1, "KEYCTL_SEARCH", missing),
                keyctl(KeyStoreCall.GET_ENTRY, 2, "KEYCTL_READ", missing),
                keyctl(KeyStoreCall.GET_CERTIFICATE, 2, "KEYCTL_READ", UNREADABLE),
                keyctl(KeyStoreCall.GET_CERTIFICATE_CHAIN, 2, "KEYCTL_READ", UNREADABLE),
                keyctl(KeyStoreCall.GET_CREATION_DATE, 2, "KEYCTL_READ", UNREADABLE),
                keyctl(KeyStoreCall.IS_KEY_ENTRY, 1, "KEYCTL_SEARCH", UNREADABLE),
                keyctl(KeyStoreCall.IS_KEY_ENTRY, 2, "KEYCTL_READ", UNREADABLE),
                keyctl(KeyStoreCall.CONTAINS_ALIAS, 1, "KEYCTL_SEARCH", missingOrDead),
                keyctl(KeyStoreCall.ALIASES, 1, "KEYCTL_READ", none),
                keyctl(KeyStoreCall.FIRST_ALIASES, 10, "KEYCTL_DESCRIBE", PASSED_OVER),
                new Place("", KeyStoreCall.SET_KEY_ENTRY, "add_key", 1, "add_key", none),
                new Place("", KeyStoreCall.STORE, "add_key", 1, "add_key", none),
                keyctl(KeyStoreCall.DELETE_ENTRY, 1, "KEYCTL_SEARCH", missingOrDead),
                keyctl(KeyStoreCall.DELETE_ENTRY, 2, "KEYCTL_SEARCH", missingOrDead),
                keyctl(KeyStoreCall.DELETE_ENTRY, 3, "KEYCTL_READ", EnumSet.of(EACCES)));
        String process = CallsOnDemand.PROCESS;
        Stream<Place> ofTheProcess = Stream.of(
                new Place(process, KeyStoreCall.GET_KEY, "request_key", 1, "request_key", missing),
                new Place(process, KeyStoreCall.GET_KEY, "keyctl", 1, "KEYCTL_READ", missing),
                new Place(process, KeyStoreCall.CONTAINS_ALIAS, "request_key", 1, "request_key", missingOrDead),
                new Place(process, KeyStoreCall.ALIASES, "keyctl", 1, "KEYCTL_GET_KEYRING_ID", missing));
        return Stream.concat(own, ofTheProcess);
    }

    @BeforeAll
    static void startProgram() throws IOException {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        List<String> command = ChildJvm.of(Jdk.installed().get(0))
                .classPath(List.of(Jars.all()))
                .commandLine(CallsOnDemand.class);
        program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = program.inputReader();
        calls = new PrintStream(program.getOutputStream(), true, StandardCharsets.UTF_8);
        thread = answers.readLine();
        ask(CallsOnDemand.PREPARE);
    }

    /** Finds a thread by the 15 bytes of its name that the kernel keeps. */
    private static String threadNamed(String name) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(program.pid()), "task"))) {
            for (Path task : threads.toList()) {
                if (Files.readString(task.resolve("comm")).strip().equals(name)) {
                    return task.getFileName().toString();
                }
            }
        }
        throw new IllegalStateException("the program has no thread " + name);
    }

    @AfterAll
    static void endProgram() throws InterruptedException {
        if (program != null) {
            calls.close();
            assertEquals(0, program.waitFor());
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void everyErrorNumberIsAnsweredOrToldAsDeclared(Place place) throws Exception {
        // Within assertAll an aborted test would count as failed.
        Injection.assumePossible(place.thread());
        assertAll(EnumSet.complementOf(EnumSet.of(Errno.UNKNOWN)).stream().map(errno -> check(place, errno)));
    }

    /** A container's seccomp filter and a kernel without keys refuse the calls like this. */
    @ParameterizedTest
    @CsvSource({"add_key, ENOSYS, CONFIG_KEYS", "request_key, EPERM, seccomp", "keyctl, EPERM, seccomp"})
    void aKeystoreIsNotLoadedWhereTheSystemCallsAreStopped(String systemCall, Errno errno, String remedy)
            throws IOException {
        Injection.assumePossible(thread);
        Outcome outcome = Child.of(Injection.throughout(
                        systemCall,
                        errno.name(),
                        ChildJvm.of(Jdk.installed().get(0))
                                .classPath(List.of(Jars.all()))
                                .commandLine(LoadOnce.class)))
                .run()
                .failed();
        assertTrue(
                outcome.err().contains("java.io.IOException: LINUXKEYRING keystore cannot be loaded: ")
                        && outcome.err().contains(systemCall)
                        && outcome.err().contains("(" + errno + ")")
                        && outcome.err().contains(remedy)
                        && outcome.err().contains("backend=memory"),
                outcome::toString);
    }

    /** Linux returns this if there is no /sbin/request-key (call_usermodehelper_exec in kernel/umh.c). */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_AT_FIRST_USE")
    void aMissingHelperProgramIsToldWithTheRemedy(KeyStoreCall call) throws Exception {
        ask(CallsOnDemand.PREPARE);
        // The first request_key(2) is for the keyring during load; the second searches elsewhere for a key of others.
        try (Injection injected = Injection.into(thread, "request_key", ENOENT.name(), "3")) {
            String answer = ask(call.name());
            String both = answer + injected.trace();
            assertTrue(both.contains(KeyStoreCall.CALLOUT + "\""), both);
            assertTold(
                    new Place("", call, "request_key", 3, "request_key", Set.of()),
                    ENOENT,
                    answer.lines().findFirst().orElse(""),
                    both);
            assertTrue(answer.contains("No helper program is installed"), both);
            assertTrue(answer.contains("apt-get install keyutils"), both);
        }
    }

    /** A lookup and a read are made, and in a listing that is not the first, a read and a lookup for each entry. */
    @ParameterizedTest
    @CsvSource({
        "GET_KEY, KEYCTL_SEARCH KEYCTL_READ",
        "GET_CERTIFICATE_CHAIN, KEYCTL_SEARCH KEYCTL_READ",
        "CONTAINS_ALIAS, KEYCTL_SEARCH",
        "ALIASES, KEYCTL_READ KEYCTL_SEARCH",
        "process GET_KEY, request_key KEYCTL_READ",
        "process CONTAINS_ALIAS, request_key"
    })
    void aCallMakesNoMoreSystemCallsThanItNeeds(String call, String made) throws Exception {
        ask(CallsOnDemand.PREPARE);
        ask(call);
        try (Injection untouched = Injection.none(thread)) {
            ask(call);
            assertEquals(made, String.join(" ", untouched.calls()));
        }
    }

    private static Executable check(Place place, Errno errno) {
        return () -> {
            ask(CallsOnDemand.PREPARE);
            String answer;
            String trace;
            // The last attempt alone reports a quota that is used up.
            String when = place.nth() + (errno == EDQUOT ? "+" : "");
            try (Injection injected = Injection.into(place.thread(), place.systemCall(), errno.name(), when)) {
                answer = ask(place.view() + place.call());
                trace = injected.trace();
            }
            String both = place + " with " + errno + "\n" + answer + trace;
            String manipulated = trace.lines()
                    .filter(line -> line.contains("(INJECTED)"))
                    .findFirst()
                    .orElse("none");
            assertTrue(manipulated.contains(place.operation()), both);
            Leak.assertNone(answer, "the payload", KeyStoreCall.SECRET.getBytes(StandardCharsets.US_ASCII));
            if (errno == EINTR || place.answered().contains(errno)) {
                assertTrue(answer.startsWith(CallsOnDemand.ANSWERED), both);
            } else {
                assertTold(place, errno, answer.lines().findFirst().orElse(""), both);
            }
        };
    }

    private static void assertTold(Place place, Errno errno, String told, String both) {
        assertTrue(told.startsWith(place.call().declared().getName() + ": ") || isKeyctlException(place, told), both);
        assertTrue(told.contains(place.operation()) && told.contains(errno.name()), both);
        String remedy = Pattern.quote(errno.name() + " (" + errno.meaning() + "). ") + "[A-Z].*\\.";
        assertTrue(Pattern.compile(remedy).matcher(told).find() || told.contains("does not exist"), both);
    }

    /** If the API declares no exception, the subclass with the details is thrown. */
    private static boolean isKeyctlException(Place place, String told) {
        return place.call().declared() == KeyringException.class
                && told.startsWith("org.linuxkeyring.error.KeyctlException: ");
    }

    private static String ask(String line) throws IOException {
        calls.println(line);
        StringBuilder answer = new StringBuilder();
        for (String said = answers.readLine(); !CallsOnDemand.END.equals(said); said = answers.readLine()) {
            if (said == null) {
                throw new IllegalStateException("the program ended after " + line);
            }
            answer.append(said).append('\n');
        }
        return answer.toString();
    }
}
