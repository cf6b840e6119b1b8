package org.linuxkeyring.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** The jar in runtimes with and without the Flight Recorder, on the class path and as a module. */
class FlightRecorderIT {
    private static final String EVENT = "org.linuxkeyring.KeyLookup";

    /** A program that stores a key and gets it back. */
    static final class StoreAndGet {
        private StoreAndGet() {}

        public static void main(String[] none) throws Exception {
            KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
            store.load(KeyringLoadStoreParameter.builder()
                    .backend(Backend.MEMORY)
                    .keyring("@u/events")
                    .create(true)
                    .build());
            store.setKeyEntry("mac", new SecretKeySpec("no secret".getBytes(), "HmacSHA256"), null, null);
            System.out.println(store.getKey("mac", null).getAlgorithm());
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aKeystoreWorksWithoutTheModule(Jdk jdk) {
        String out = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options("--limit-modules=java.base,java.logging")
                .run(StoreAndGet.class)
                .succeeded()
                .out();
        assertEquals("HmacSHA256\n", out);
    }

    /** Else the first lookup would load some 280 classes more, which takes longer than all else that it does. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theRecorderStaysOffWhereNothingRecords(Jdk jdk) {
        String out = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options("-Xlog:class+load")
                .run(StoreAndGet.class)
                .succeeded()
                .out();
        assertTrue(out.contains(" jdk.jfr.FlightRecorder "), out);
        assertFalse(out.contains(" jdk.jfr.internal.PlatformRecorder "), out);
    }

    /** A program that looks up a key before it begins to record, and once more then. */
    static final class RecordLater {
        private RecordLater() {}

        public static void main(String[] file) throws Exception {
            StoreAndGet.main(file);
            try (Recording recording = new Recording()) {
                recording.enable(EVENT);
                recording.start();
                StoreAndGet.main(file);
                recording.dump(Path.of(file[0]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aRecordingThatBeginsLaterHasWhatFollows(Jdk jdk, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("later.jfr");
        ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .run(RecordLater.class, file.toString())
                .succeeded();
        assertEquals(List.of("mac"), aliasesIn(file));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void eventsAreRecordedOfAModule(Jdk jdk, @TempDir Path folder) throws Exception {
        ChildJvm jvm = ChildJvm.of(jdk).modulePath(List.of(Jars.all())).options("--add-modules=org.linuxkeyring");
        assertEquals(List.of("mac"), recorded(jvm, folder));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void eventsAreRecordedOnTheClassPath(Jdk jdk, @TempDir Path folder) throws Exception {
        assertEquals(List.of("mac"), recorded(ChildJvm.of(jdk).classPath(List.of(Jars.all())), folder));
    }

    /** Records by the option that docs/operations/monitoring.md tells. */
    private static List<String> recorded(ChildJvm jvm, Path folder) throws Exception {
        Path file = folder.resolve("keys.jfr");
        jvm.options("-XX:StartFlightRecording:filename=" + file + ",+" + EVENT + "#enabled=true")
                .run(StoreAndGet.class)
                .succeeded();
        return aliasesIn(file);
    }

    private static List<String> aliasesIn(Path file) throws IOException {
        List<String> aliases = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(EVENT)) {
                aliases.add(event.getString("alias"));
            }
        }
        return aliases;
    }
}
