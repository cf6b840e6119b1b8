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
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An application server: deploys {@link Deployed} ten times, uses it in threads that live on, drops it, and prints how
 * many class loaders the garbage collector found. Arguments: the jars of the server, separated by colons, those of the
 * application, and how many seconds the collector has.
 */
final class Redeploy {
    private static final int TIMES = 10;

    private Redeploy() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader server = new URLClassLoader(urls(arguments[0]), ClassLoader.getPlatformClassLoader());
        ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
        // The server starts its threads itself: one that an application starts has its context class loader.
        pool.prestartAllCoreThreads();
        List<WeakReference<ClassLoader>> dropped = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            dropped.add(deploy(server, urls(arguments[1]), pool));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[2]));
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
