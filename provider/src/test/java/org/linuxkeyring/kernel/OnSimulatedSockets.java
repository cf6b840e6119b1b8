package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.linux.FakeKernel;
import org.mockito.invocation.InvocationOnMock;

/** A simulated kernel that records the calls on AF_ALG sockets, with the numbers of x86-64. */
abstract class OnSimulatedSockets {
    static final long READ = 0;
    static final long CLOSE = 3;
    static final long SOCKET = 41;
    static final long SENDMSG = 46;
    static final long BIND = 49;
    static final long SETSOCKOPT = 54;
    static final long GETSOCKOPT = 55;
    static final long ACCEPT4 = 288;
    static final int BOUND = 7;
    static final int ACCEPTED = 8;
    static final int FULL = -Errno.EAGAIN.number();
    final FakeKernel kernel = new FakeKernel();
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final List<String> memory = new ArrayList<>();
    final List<Integer> sent = new ArrayList<>();
    long refusing = -1;
    int interruptions;
    int sendBuffer = Integer.MAX_VALUE;
    Executable whileSending = () -> {};

    OnSimulatedSockets() {
        kernel.answering(this::answer);
    }

    static long argument(InvocationOnMock call, int index) {
        return call.<Long>getArgument(index);
    }

    String hex(long address, int size) {
        return HexFormat.of().formatHex(kernel.bytesAt(address, size));
    }

    long answer(InvocationOnMock call) throws Throwable {
        long number = argument(call, 0);
        if (interruptions > 0 && number != CLOSE) {
            interruptions--;
            return -Errno.EINTR.number();
        }
        if (number == refusing) {
            return -Errno.EPERM.number();
        }
        if (number == SOCKET) {
            calls.add("socket " + argument(call, 1) + " " + argument(call, 2));
            return BOUND;
        }
        calls.add(name(number) + " " + argument(call, 1));
        if (number == BIND) {
            memory.add(hex(argument(call, 2), (int) argument(call, 3)));
        } else if (number == SETSOCKOPT && argument(call, 4) != 0) {
            memory.add(argument(call, 2) + " " + argument(call, 3) + " " + hex(argument(call, 4), 4));
        } else if (number == SETSOCKOPT) {
            memory.add(argument(call, 2) + " " + argument(call, 3) + " of " + argument(call, 5));
        } else if (number == ACCEPT4) {
            return ACCEPTED;
        } else if (number == SENDMSG) {
            whileSending.execute();
            return taken(words(argument(call, 2)));
        } else if (number == GETSOCKOPT) {
            kernel.write(argument(call, 4), new byte[] {0, 0, 4, 0});
        } else if (number == READ) {
            kernel.write(argument(call, 2), new byte[] {1, 2, 3});
            return 3;
        }
        return 0;
    }

    /** Returns the fields of struct msghdr of a 64-bit kernel. */
    long[] words(long address) {
        long[] words = new long[7];
        ByteBuffer.wrap(kernel.bytesAt(address, 56))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer()
                .get(words);
        return words;
    }

    long taken(long... header) {
        ByteBuffer vector = ByteBuffer.wrap(kernel.bytesAt(header[2], 16)).order(ByteOrder.nativeOrder());
        long start = vector.getLong();
        int size = (int) vector.getLong();
        if (header[5] > 0) {
            memory.add(hex(header[4], (int) header[5]));
        }
        if (size <= 64) {
            memory.add(hex(start, size));
        }
        sent.add(size);
        int room = sendBuffer;
        if (room == 0 && size > 0) {
            return FULL;
        }
        sendBuffer -= Math.min(room, size);
        return Math.min(room, size);
    }

    static String name(long number) {
        return switch ((int) number) {
            case (int) READ -> "read";
            case (int) CLOSE -> "close";
            case (int) SENDMSG -> "sendmsg";
            case (int) BIND -> "bind";
            case (int) SETSOCKOPT -> "setsockopt";
            case (int) GETSOCKOPT -> "getsockopt";
            case (int) ACCEPT4 -> "accept4";
            default -> throw new AssertionError(number);
        };
    }

    AlgorithmSocket open() {
        return kernel.keyctl().algorithmSocket("aead", "gcm(aes)", 0x01020304, 16);
    }

    static String inMemory(int value) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }
}
