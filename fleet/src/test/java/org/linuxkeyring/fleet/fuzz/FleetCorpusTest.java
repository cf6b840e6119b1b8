package org.linuxkeyring.fleet.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the fuzz targets on the inputs in the resources, which are seeds and earlier findings. Jazzer would load its
 * agent for that into the JVM of all tests, and instrument what they measure.
 */
class FleetCorpusTest {
    private static final List<Object> TARGETS = List.of(new EnvelopeFuzz(), new SignedMessageFuzz(), new ContentFuzz());

    @TestFactory
    Stream<DynamicContainer> inputs() {
        return TARGETS.stream().map(target -> {
            Class<?> type = target.getClass();
            Method method = Arrays.stream(type.getDeclaredMethods())
                    .filter(each -> each.isAnnotationPresent(FuzzTest.class))
                    .findFirst()
                    .orElseThrow();
            method.setAccessible(true);
            Stream<DynamicTest> tests = Stream.concat(
                    Stream.of(DynamicTest.dynamicTest("nothing", () -> run(target, method, new byte[0]))),
                    files(type, method).stream()
                            .map(file -> DynamicTest.dynamicTest(
                                    String.valueOf(file.getFileName()),
                                    () -> run(target, method, Files.readAllBytes(file)))));
            return DynamicContainer.dynamicContainer(type.getSimpleName(), tests);
        });
    }

    /** Finds the inputs where Jazzer looks for them and stores findings. */
    private static List<Path> files(Class<?> type, Method method) {
        String folder = type.getSimpleName() + "Inputs/" + method.getName();
        URL inputs = type.getResource(folder);
        assertNotNull(inputs, folder);
        try (Stream<Path> files = Files.list(Path.of(inputs.toURI()))) {
            return files.sorted().toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Object target, Method method, byte[] input) throws Throwable {
        try {
            method.invoke(target, (Object) input);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
