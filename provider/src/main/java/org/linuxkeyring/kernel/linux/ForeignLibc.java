package org.linuxkeyring.kernel.linux;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The method handles of the foreign function API that {@link ForeignSystemCalls} calls. The API is looked up by name,
 * because this class is compiled for Java 17, which has no java.lang.foreign. The handles are constants, so the JIT
 * compiler turns them into direct calls; the API's interfaces appear as Object in their types.
 */
final class ForeignLibc {
    /** syscall(2): from the segment for the errno, the number and five arguments to the result. */
    static final MethodHandle SYSCALL;

    /** MemorySegment.ofBuffer: from a direct buffer to the segment between its position and its limit. */
    private static final MethodHandle SEGMENT_OF;

    /** MemorySegment.address: from a segment to its address. */
    private static final MethodHandle ADDRESS;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Class<?> LINKER = api("Linker");
    private static final Class<?> OPTION = api("Linker$Option");
    private static final Class<?> SEGMENT = api("MemorySegment");
    private static final Class<?> LAYOUT = api("MemoryLayout");
    private static final Class<?> FUNCTION = api("FunctionDescriptor");
    private static final Class<?> SYMBOLS = api("SymbolLookup");

    /** The number of the system call and its five arguments. */
    private static final int ARGUMENTS = 6;

    static {
        try {
            Object linker = (Object) of(LINKER, "nativeLinker", LINKER).invokeExact();
            Map<?, ?> layouts = (Map<?, ?>)
                    (Object) by(LINKER, "canonicalLayouts", Map.class).invokeExact(linker);
            SYSCALL = erased(syscall(linker, layouts.get("long")));
            SEGMENT_OF = of(SEGMENT, "ofBuffer", SEGMENT, Buffer.class);
            ADDRESS = by(SEGMENT, "address", long.class);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ForeignLibc() {}

    /**
     * Looks up all handles.
     *
     * @throws LinkageError if one cannot be found, with the reason as the last of its causes
     */
    static void link() {
        // Calling this method initialises the class.
    }

    static long addressOf(ByteBuffer direct) {
        try {
            return (long) ADDRESS.invokeExact(segmentOf(direct));
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("neither the API nor a C function throws this", e);
        }
    }

    static Object segmentOf(Buffer direct) {
        try {
            return (Object) SEGMENT_OF.invokeExact(direct);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("neither the API nor a C function throws this", e);
        }
    }

    private static MethodHandle syscall(Object linker, Object clong) throws Throwable {
        Object symbols = (Object) by(LINKER, "defaultLookup", SYMBOLS).invokeExact(linker);
        Optional<?> symbol =
                (Optional<?>) by(SYMBOLS, "find", Optional.class, String.class).invokeExact(symbols, "syscall");
        Object[] arguments = arrayOf(LAYOUT, ARGUMENTS);
        Arrays.fill(arguments, clong);
        Object function = (Object)
                of(FUNCTION, "of", FUNCTION, LAYOUT, LAYOUT.arrayType()).invokeExact(clong, arguments);
        Object[] options = arrayOf(OPTION, 2);
        // C declares syscall() with "..." after its first parameter, the number.
        options[0] = (Object) of(OPTION, "firstVariadicArg", OPTION, int.class).invokeExact(1);
        options[1] =
                (Object) of(OPTION, "captureCallState", OPTION, String[].class).invokeExact(new String[] {"errno"});
        MethodHandle link = by(LINKER, "downcallHandle", MethodHandle.class, SEGMENT, FUNCTION, OPTION.arrayType());
        MethodHandle syscall =
                (MethodHandle) link.invokeExact(linker, (Object) symbol.orElseThrow(), function, options);
        if (syscall.type().returnType() != long.class) {
            throw new UnsupportedOperationException("a long of C is not one of Java here");
        }
        return syscall;
    }

    private static Object[] arrayOf(Class<?> type, int length) {
        return (Object[]) Array.newInstance(type, length);
    }

    /** Finds a static method. */
    private static MethodHandle of(Class<?> type, String method, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return erased(LOOKUP.findStatic(type, method, methodType(result, parameters)));
    }

    /** Finds an instance method. */
    private static MethodHandle by(Class<?> type, String method, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return erased(LOOKUP.findVirtual(type, method, methodType(result, parameters)));
    }

    /**
     * Returns a handle for the same method whose type has Object and Object[] in the place of interfaces. The JVM does
     * not check interface types of arguments, so the handle can be called without naming them.
     */
    private static MethodHandle erased(MethodHandle handle) {
        MethodType type = handle.type();
        for (int i = 0; i < type.parameterCount(); i++) {
            type = type.changeParameterType(i, erased(type.parameterType(i)));
        }
        return MethodHandles.explicitCastArguments(handle, type.changeReturnType(erased(type.returnType())));
    }

    private static Class<?> erased(Class<?> type) {
        if (type.isInterface()) {
            return Object.class;
        }
        return type.isArray() && type.getComponentType().isInterface() ? Object[].class : type;
    }

    private static Class<?> api(String name) {
        try {
            return Class.forName("java.lang.foreign." + name);
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
