package org.linuxkeyring.kernel.linux;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.kernel.Keyctl;
import org.mockito.stubbing.Answer;

/** A mocked {@link SystemCalls} with memory that is accessed by address, as in the kernel. */
public final class FakeKernel {
    private static final int ADDRESS_SPACE = 1 << 20;

    public final SystemCalls calls = mock(SystemCalls.class);
    /** The direct buffers whose address was asked for, in that order. */
    final List<ByteBuffer> memories = new ArrayList<>();

    public FakeKernel() {
        when(calls.retried(anyLong(), anyLong(), anyLong(), anyLong(), anyLong(), anyLong()))
                .thenCallRealMethod();
        when(calls.addressOf(any())).thenAnswer(asked -> {
            memories.add(asked.getArgument(0));
            return (long) memories.size() * ADDRESS_SPACE;
        });
    }

    /** Sets the result of each system call by its number and arguments. */
    public FakeKernel answering(Answer<Long> answer) {
        doAnswer(answer).when(calls).call(anyLong(), anyLong(), anyLong(), anyLong(), anyLong(), anyLong());
        return this;
    }

    public Keyctl keyctl() {
        return new NativeKeyctl(calls, SyscallNumbers.X86_64);
    }

    public byte[] bytesAt(long address, int length) {
        byte[] bytes = new byte[length];
        memory(address).get((int) (address % ADDRESS_SPACE), bytes);
        return bytes;
    }

    public void write(long address, byte[] bytes) {
        memory(address).put((int) (address % ADDRESS_SPACE), bytes);
    }

    public boolean isWiped() {
        return memories.stream()
                .allMatch(memory -> ByteBuffer.allocate(memory.capacity())
                        .equals(memory.duplicate().clear()));
    }

    private ByteBuffer memory(long address) {
        return memories.get((int) (address / ADDRESS_SPACE) - 1);
    }
}
