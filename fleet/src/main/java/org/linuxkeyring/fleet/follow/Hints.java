package org.linuxkeyring.fleet.follow;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The keys that a watch has told of and that were not looked at yet. Each is kept once, so that there are few. */
final class Hints {
    private final int most;
    private final Set<String> keys = new TreeSet<>();
    private boolean isWoken;

    /** @param most the most keys that are kept; more are as good as none, since all keys are compared now and then */
    Hints(int most) {
        this.most = most;
    }

    synchronized void add(String key) {
        if (keys.size() < most && keys.add(key)) {
            notifyAll();
        }
    }

    /** Lets who waits go on without a key. */
    synchronized void wake() {
        isWoken = true;
        notifyAll();
    }

    /** Waits for keys, and returns them; none if the time is over, or the waiter is woken. */
    synchronized Set<String> await(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (keys.isEmpty() && !isWoken) {
            long left = (end - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        isWoken = false;
        Set<String> taken = new TreeSet<>(keys);
        keys.clear();
        return taken;
    }
}
