package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyctlException;

/** What the module exports can be used by who sees nothing else of it. */
class PublicApiTest {
    private static final Set<String> EXPORTED = exported();

    private static Set<String> exported() {
        try (InputStream in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(each -> !each.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Class<?>> publicTypes() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(EXPORTED).stream()
                        .filter(each -> EXPORTED.contains(each.getPackageName()))
                        .map(JavaClass::reflect)
                        .filter(PublicApiTest::isPublic)
                        .collect(Collectors.toList());
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static boolean isShown(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }

    @Test
    void fourPackagesAreExported() {
        assertEquals(
                Set.of(
                        "org.linuxkeyring",
                        "org.linuxkeyring.error",
                        "org.linuxkeyring.secret",
                        "org.linuxkeyring.spec"),
                EXPORTED);
    }

    @Test
    void thePackageOfTheProvidersHoldsTheKeystoresFileAndNothingElse() {
        assertEquals(
                Set.of(LinuxKeyringProvider.class, LinuxKeyringFilesProvider.class, KeyringFile.class),
                publicTypes().stream()
                        .filter(type -> type.getPackageName().equals("org.linuxkeyring"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void signaturesNameOnlyTypesThatAreExported() {
        Set<String> hidden = new TreeSet<>();
        for (Class<?> type : publicTypes()) {
            types(type).filter(used -> !isVisible(used)).forEach(used -> hidden.add(type.getName() + ": " + used));
        }
        assertTrue(publicTypes().size() > 20, () -> "too few types: " + publicTypes());
        assertEquals(Set.of(), hidden);
    }

    private static boolean isVisible(Class<?> used) {
        return !used.getPackageName().startsWith("org.linuxkeyring")
                ? used.getPackageName().startsWith("java")
                : EXPORTED.contains(used.getPackageName()) && isPublic(used);
    }

    @Test
    void aRefusalIsMadeByTheLibraryAlone() {
        for (Constructor<?> constructor : KeyctlException.class.getDeclaredConstructors()) {
            assertTrue(!Modifier.isPublic(constructor.getModifiers()), constructor::toString);
        }
    }

    /** All that its members and what it extends name, down to the type arguments. */
    private static Stream<Class<?>> types(Class<?> type) {
        Stream<Type> supertypes =
                Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()));
        Stream<Type> fields = Stream.of(type.getDeclaredFields())
                .filter(PublicApiTest::isShown)
                .map(Field::getGenericType);
        Stream<Executable> executables =
                Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()));
        Stream<Type> signatures = executables.filter(PublicApiTest::isShown).flatMap(PublicApiTest::types);
        return Stream.of(supertypes, fields, signatures).flatMap(each -> each).flatMap(PublicApiTest::classes);
    }

    private static Stream<Type> types(Executable executable) {
        Stream<Type> result =
                executable instanceof Method method ? Stream.of(method.getGenericReturnType()) : Stream.empty();
        return Stream.concat(
                result,
                Stream.concat(
                        Stream.of(executable.getGenericParameterTypes()),
                        Stream.of(executable.getGenericExceptionTypes())));
    }

    private static Stream<Class<?>> classes(Type type) {
        if (type instanceof Class<?> found) {
            Class<?> element = found.isArray() ? found.getComponentType() : found;
            return element.isArray() ? classes(element) : Stream.of(element);
        }
        if (type instanceof ParameterizedType parameterized) {
            return Stream.concat(
                    classes(parameterized.getRawType()),
                    Stream.of(parameterized.getActualTypeArguments()).flatMap(PublicApiTest::classes));
        }
        if (type instanceof GenericArrayType array) {
            return classes(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Stream.concat(Stream.of(wildcard.getUpperBounds()), Stream.of(wildcard.getLowerBounds()))
                    .flatMap(PublicApiTest::classes);
        }
        // A variable's bounds may name the variable itself.
        return Stream.of(((TypeVariable<?>) type).getBounds())
                .filter(Class.class::isInstance)
                .flatMap(PublicApiTest::classes);
    }
}
