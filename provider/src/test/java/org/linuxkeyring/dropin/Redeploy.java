package org.linuxkeyring.dropin;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An application server: deploys {@link Deployed} ten times, uses it in threads that live on, drops it, and prints how many class loaders the garbage
 * collector found. Arguments: the jars of the server, separated by colons, and those of the application.
 */
final class Redeploy {
    private static final int TIMES = 10;

    /** JNA's own thread lives for half a minute after its last use. */
    private static final long SECONDS = 75;

    private Redeploy() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader server = new URLClassLoader(urls(arguments[0]), ClassLoader.getPlatformClassLoader());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<WeakReference<ClassLoader>> dropped = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            dropped.add(deploy(server, urls(arguments[1]), pool));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (collected(dropped) < TIMES && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(100);
        }
        System.out.println(collected(dropped) + " of " + TIMES + " collected");
        System.exit(0);
    }

    private static WeakReference<ClassLoader> deploy(ClassLoader server, URL[] jars, ExecutorService pool)
            throws Exception {
        URLClassLoader loader = new URLClassLoader(jars, server);
        Thread.currentThread().setContextClassLoader(loader);
        Callable<?> application = (Callable<?>) loader.loadClass(Deployed.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        application.call();
        for (int i = 0; i < 2; i++) {
            pool.submit(application).get();
        }
        Thread.currentThread().setContextClassLoader(null);
        loader.close();
        return new WeakReference<>(loader);
    }

    private static long collected(List<WeakReference<ClassLoader>> dropped) {
        return dropped.stream().filter(loader -> loader.get() == null).count();
    }

    private static URL[] urls(String paths) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String path : paths.split(":")) {
            if (!path.isEmpty()) {
                urls.add(Path.of(path).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
