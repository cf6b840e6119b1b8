package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

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

/**
 * The inputs of fuzz targets in the resources, which are seeds and earlier findings. Jazzer would load its agent for
 * them into the JVM of all tests, and instrument what they measure.
 */
public final class Corpus {
    private Corpus() {}

    /** Returns a test for each input of each target, whose one method with an array of bytes takes it. */
    public static Stream<DynamicContainer> tests(Object... targets) {
        return Arrays.stream(targets).map(target -> {
            Class<?> type = target.getClass();
            Method method = Arrays.stream(type.getDeclaredMethods())
                    .filter(each -> Arrays.equals(each.getParameterTypes(), new Class<?>[] {byte[].class}))
                    .filter(each -> Arrays.stream(each.getAnnotations())
                            .anyMatch(annotation ->
                                    annotation.annotationType().getSimpleName().equals("FuzzTest")))
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

    /** Requires that an input's refusal tells its reason. */
    public static void requireReason(Exception refusal) {
        assertNotNull(refusal.getMessage(), () -> "no reason: " + refusal);
        assertFalse(refusal.getMessage().isBlank(), () -> "no reason: " + refusal);
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
