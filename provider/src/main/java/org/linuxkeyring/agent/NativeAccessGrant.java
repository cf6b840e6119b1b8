package org.linuxkeyring.agent;

import java.lang.reflect.Method;
import java.util.function.Consumer;

/** The one class to which {@link NativeAccess} opens the JDK: it allows a module to call native code. */
public final class NativeAccessGrant implements Consumer<Module> {
    /** Makes the grant, by reflection. */
    public NativeAccessGrant() {}

    /**
     * Allows native access, unless the JVM was started with {@code --illegal-native-access=deny}.
     *
     * @throws IllegalStateException if this Java has no method for it
     */
    @Override
    public void accept(Module module) {
        try {
            if (isDenied()) {
                return;
            }
            Method method = Module.class.getDeclaredMethod(
                    module.isNamed() ? "implAddEnableNativeAccess" : "implAddEnableNativeAccessToAllUnnamed");
            method.setAccessible(true);
            method.invoke(module);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether the JVM's option denies native access; before JDK 24 there is no such option. */
    private static boolean isDenied() throws ReflectiveOperationException {
        try {
            Method policy = Class.forName("jdk.internal.module.ModuleBootstrap").getMethod("illegalNativeAccess");
            return policy.invoke(null).toString().equals("DENY");
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
